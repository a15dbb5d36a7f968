package org.theorder.lifeboat.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Hands recorded events to their handlers, in one process at a time, in order per subject; those that wait in one
 * transaction. An event that must be tried again holds up the later ones about its subject and nothing else.
 */
@ApplicationScoped
class InboxWorker {
    private static final Logger LOG = LoggerFactory.getLogger(InboxWorker.class);
    private static final String LEASE = "inbox";
    /** Who waits for the effects waits for the commit, and so does the renewal of the lease. */
    private static final long LONGEST_NANOS = Duration.ofMillis(250).toNanos();

    private static final long TIDYING_NANOS = Duration.ofSeconds(10).toNanos();

    private final Database database;
    private final InboxStore store;
    private final Handlers handlers;
    private final DeadLetters deadLetters;
    private final Leases leases;
    private final InboxSettings settings;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Wakeup wakeup = new Wakeup();
    private long tidiedAt = System.nanoTime();

    InboxWorker(
            Database database,
            InboxStore store,
            Handlers handlers,
            DeadLetters deadLetters,
            Leases leases,
            InboxSettings settings,
            Clock clock,
            MeterRegistry meters) {
        this.database = database;
        this.store = store;
        this.handlers = handlers;
        this.deadLetters = deadLetters;
        this.leases = leases;
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
    }

    void wake() {
        wakeup.wake();
    }

    /** One round of a {@link Loop}: handles as long as the lease is held. */
    void run(Runnable gettingOn) throws InterruptedException {
        boolean held = leases.whileHeld(LEASE, settings.lease(), lease -> handleWhileHeld(lease, gettingOn));
        if (!held) {
            Thread.sleep(settings.poll());
        }
    }

    private void handleWhileHeld(Lease lease, Runnable gettingOn) {
        try {
            while (true) {
                List<InboxEvent> due = store.due(settings.batch());
                gettingOn.run();
                if (due.isEmpty()) {
                    tidy();
                    wakeup.await(settings.poll());
                }
                handle(lease, due);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.LEASE_LOST, "the inbox worker was interrupted", e);
        }
    }

    /** All in one transaction if nothing hinders it; otherwise each in its own, which tells what hindered it. */
    private void handle(Lease lease, List<InboxEvent> due) {
        if (due.isEmpty() || handledTogether(lease, due)) {
            return;
        }
        Set<String> heldUp = new HashSet<>();
        for (InboxEvent event : due) {
            if (!heldUp.contains(event.subject()) && !handled(lease, event)) {
                heldUp.add(event.subject());
            }
        }
    }

    /** False if nothing was handled, because one of them failed or has failed before. */
    private boolean handledTogether(Lease lease, List<InboxEvent> due) {
        if (due.size() == 1 || due.stream().anyMatch(event -> event.tries() > 0)) {
            return false;
        }
        try {
            commit(lease, due);
            return true;
        } catch (RuntimeException e) {
            throwIfNobodysFault(e);
            LOG.debug("events were not handled together count={}", due.size(), e);
            return false;
        }
    }

    /** False if it must be tried again. */
    private boolean handled(Lease lease, InboxEvent event) {
        try {
            commit(lease, List.of(event));
            return true;
        } catch (RuntimeException e) {
            throwIfNobodysFault(e);
            return !triedAgain(lease, event, e);
        }
    }

    /** Handles the first ones, as many as the time allows. */
    private void commit(Lease lease, List<InboxEvent> events) {
        List<InboxEvent> handled = new ArrayList<>();
        database.doInTransaction(tx -> {
            leases.confirm(tx, lease);
            Map<Long, byte[]> contents = InboxStore.lock(tx, events);
            long begun = System.nanoTime();
            for (InboxEvent event : events) {
                byte[] content = contents.get(event.id());
                if (content != null && System.nanoTime() - begun < LONGEST_NANOS) {
                    handlers.handle(tx, event, content);
                    handled.add(event);
                }
            }
            InboxStore.done(tx, handled);
        });
        handled.forEach(event -> count(event, "done"));
    }

    /** What the database or the lease did costs no try: it ends the round. */
    private static void throwIfNobodysFault(RuntimeException failure) {
        if (failure instanceof DatabaseUnreachable || Thread.currentThread().isInterrupted()) {
            throw failure;
        }
    }

    private boolean triedAgain(Lease lease, InboxEvent event, RuntimeException failure) {
        LifeboatException reason = failure instanceof LifeboatException ours
                ? ours
                : new LifeboatException(ErrorCode.INTERNAL, "the handler failed: " + failure, failure);
        boolean again = mayPass(failure) && event.tries() + 1 < settings.tries();
        database.doInTransaction(tx -> {
            leases.confirm(tx, lease);
            if (again) {
                InboxStore.tryLater(tx, event, reason, pause(event));
            } else {
                InboxStore.dead(tx, event.id(), reason)
                        .ifPresent(content -> deadLetters.tell(tx, event, content, reason));
            }
        });
        count(event, reason.code().slug());
        if (again) {
            LOG.warn(
                    "an event was not handled and will be tried again eventId={} topic={} tries={} error={}",
                    event.eventId(),
                    event.position().topic(),
                    event.tries() + 1,
                    reason.explanation());
        }
        LOG.debug("an event was not handled", failure);
        return again;
    }

    /** Whether a commit happened is decided by looking again: the row is no longer pending then. */
    private static boolean mayPass(RuntimeException failure) {
        return !(failure instanceof LifeboatException ours)
                || ours.code().retryable()
                || ours.code() == ErrorCode.RESULT_UNKNOWN;
    }

    private Duration pause(InboxEvent event) {
        return settings.firstPause().multipliedBy(1L << Math.min(event.tries(), 16));
    }

    private void count(InboxEvent event, String outcome) {
        meters.counter("lifeboat.inbox.handled", "topic", event.position().topic(), "outcome", outcome)
                .increment();
    }

    private void tidy() {
        if (System.nanoTime() - tidiedAt > TIDYING_NANOS) {
            tidiedAt = System.nanoTime();
            int deleted = store.deleteDone(settings.keep(), clock.instant());
            LOG.debug("handled events were forgotten count={}", deleted);
        }
    }
}
