package org.theorder.lifeboat.backup.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/**
 * Does what was asked for, each request under a lease of its own, so that one replica is at it at a time. What a replica
 * leaves behind when it dies is begun again by one that lives, up to three times in all: whatever it is, it goes on with
 * what the repository says is left to do.
 */
@ApplicationScoped
public class UpkeepWorker {
    private static final Logger LOG = LoggerFactory.getLogger(UpkeepWorker.class);

    private static final int MOST_ATTEMPTS = 3;
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    /** The leases under which a dead replica read or deleted expire long before. */
    private static final long BUSY_NANOS = Duration.ofMinutes(10).toNanos();

    private static final long WRITING_NANOS = Duration.ofHours(1).toNanos();

    private final UpkeepRequestStore store;
    private final Leases leases;
    private final Instance<UpkeepWork> works;
    private volatile boolean stopped;

    UpkeepWorker(UpkeepRequestStore store, Leases leases, @Any Instance<UpkeepWork> works) {
        this.store = store;
        this.leases = leases;
        this.works = works;
    }

    /** Begins again what nobody is at although it is not over; what was begun too often already has failed. */
    public void look() {
        for (UpkeepRequest request : store.left()) {
            if (request.attempts() < MOST_ATTEMPTS) {
                var _ = begin(request);
            } else {
                giveUp(request);
            }
        }
    }

    private void giveUp(UpkeepRequest request) {
        var _ = Duty.whileHeld(
                leases,
                UpkeepRequestStore.lease(request.id()),
                LEASE,
                lease -> store.failed(
                        lease,
                        request.id(),
                        ErrorCode.RESULT_UNKNOWN,
                        "it was begun " + MOST_ATTEMPTS
                                + " times, and each time the replica that was at it has gone; what was"
                                + " done so far stays. Look in the service's log for why they ended, then ask again"));
    }

    /** What breaks off from now on has not failed: it is begun again after the restart, or elsewhere. */
    public void stop() {
        stopped = true;
    }

    /**
     * Begins on a thread of its own, unless somebody else has.
     *
     * @return what the work returns or throws; never completed if it does not come to its end here
     */
    CompletableFuture<Object> begin(UpkeepRequest request) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("upkeep-" + request.id()).start(() -> run(request, answer));
        return answer;
    }

    private void run(UpkeepRequest request, CompletableFuture<Object> answer) {
        try {
            var _ = Duty.whileHeld(
                    leases,
                    UpkeepRequestStore.lease(request.id()),
                    LEASE,
                    lease -> attempt(new Attempt(request, lease, store.begin(lease, request.id())), answer));
        } catch (LifeboatException e) {
            LOG.warn(
                    "a request is left for later cluster={} task={} reason={}",
                    request.about(),
                    request.task(),
                    e.explanation());
        }
    }

    /** @param number 1 for the first one, 0 if the request is over */
    private record Attempt(UpkeepRequest request, Lease lease, int number) {}

    private void attempt(Attempt attempt, CompletableFuture<Object> answer) {
        if (attempt.number() == 0) {
            return;
        }
        try {
            Object result = result(attempt);
            end(
                    attempt,
                    () -> store.done(attempt.lease(), attempt.request().id(), result),
                    () -> answer.complete(result));
        } catch (LifeboatException e) {
            if (stopped || e.code() == ErrorCode.LEASE_LOST) {
                throw e;
            }
            failed(attempt, e, e, answer);
        } catch (RuntimeException defect) {
            LOG.error(
                    "a defect ended a request cluster={} task={}",
                    attempt.request().about(),
                    attempt.request().task(),
                    defect);
            failed(
                    attempt,
                    new LifeboatException(ErrorCode.INTERNAL, "an internal error; see the service's log", defect),
                    defect,
                    answer);
        }
    }

    private Object result(Attempt attempt) {
        UpkeepWork work = works.stream()
                .filter(each -> each.task() == attempt.request().task())
                .findFirst()
                .orElseThrow();
        if (attempt.number() == 1) {
            return work.carryOut(attempt.request());
        }
        LOG.info(
                "a request is taken up again cluster={} task={} attempt={}",
                attempt.request().about(),
                attempt.request().task(),
                attempt.number());
        return onceFree(work, attempt.request());
    }

    private static Object onceFree(UpkeepWork work, UpkeepRequest request) {
        long deadline = System.nanoTime() + BUSY_NANOS;
        while (true) {
            try {
                return work.carryOut(request);
            } catch (LifeboatException e) {
                if (e.code() != ErrorCode.BUSY || System.nanoTime() > deadline || Thread.interrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void failed(
            Attempt attempt, LifeboatException reason, RuntimeException thrown, CompletableFuture<Object> answer) {
        String message = attempt.number() == 1
                ? reason.explanation()
                : reason.explanation() + " (attempt " + attempt.number()
                        + ": the replica that was at it before has gone, and what it did stays)";
        end(
                attempt,
                () -> store.failed(attempt.lease(), attempt.request().id(), reason.code(), message),
                () -> answer.completeExceptionally(thrown));
    }

    /** The database may be away: then it is answered before it is written, and what was done stays worth knowing for a while. */
    private void end(Attempt attempt, Runnable write, Runnable answer) {
        long deadline = System.nanoTime() + WRITING_NANOS;
        while (true) {
            leases.assure(attempt.lease(), LEASE);
            try {
                write.run();
                answer.run();
                return;
            } catch (LifeboatException e) {
                if (e.code() == ErrorCode.LEASE_LOST) {
                    throw e;
                }
                answer.run();
                if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                    LOG.warn(
                            "the end of a request was not written down cluster={} task={} reason={}",
                            attempt.request().about(),
                            attempt.request().task(),
                            e.explanation());
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
