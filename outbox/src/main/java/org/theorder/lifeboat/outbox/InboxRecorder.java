package org.theorder.lifeboat.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Writes what came from Kafka into the inbox, all or nothing. */
@ApplicationScoped
class InboxRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(InboxRecorder.class);

    private final Database database;
    private final DeadLetters deadLetters;
    private final Handlers handlers;
    private final InboxWorker worker;
    private final Clock clock;
    private final Counter dropped;
    private final Set<String> late = new HashSet<>();

    InboxRecorder(
            Database database,
            DeadLetters deadLetters,
            Handlers handlers,
            InboxWorker worker,
            Clock clock,
            MeterRegistry meters) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.handlers = handlers;
        this.worker = worker;
        this.clock = clock;
        this.dropped = Counter.builder("lifeboat.telemetry.dropped")
                .description("Announcements that came when they were of no use any more")
                .register(meters);
    }

    void record(Iterable<ConsumerRecord<byte[], byte[]>> arrived) {
        List<Arrival> arrivals = arrivals(arrived);
        if (arrivals.isEmpty()) {
            return;
        }
        database.doInTransaction(tx -> {
            List<Optional<Long>> ids = InboxStore.insert(tx, arrivals);
            for (int i = 0; i < arrivals.size(); i++) {
                Arrival arrival = arrivals.get(i);
                ids.get(i).ifPresent(id -> look(tx, id, arrival));
            }
            tx.afterCommit(worker::wake);
        });
    }

    /** Telemetry of yesterday, read after an outage, helps nobody. */
    private List<Arrival> arrivals(Iterable<ConsumerRecord<byte[], byte[]>> arrived) {
        return StreamSupport.stream(arrived.spliterator(), false)
                .map(Arrival::of)
                .filter(this::isOfUse)
                .toList();
    }

    /** Says so once for each sender, until it is in time again. */
    private boolean isOfUse(Arrival arrival) {
        if (arrival.expiresAt() == null) {
            return true;
        }
        if (!arrival.expired(clock.instant())) {
            late.remove(arrival.source());
            return true;
        }
        dropped.increment();
        if (late.add(arrival.source())) {
            LOG.warn(
                    "telemetry is dropped because it is of no use any more: this service was away, or the sender's clock is"
                            + " behind source={} topic={}",
                    arrival.source(),
                    arrival.position().topic());
        }
        return false;
    }

    /** What nobody can handle is dead at once. */
    private void look(Transaction tx, long id, Arrival arrival) {
        String refusal = refusal(arrival);
        if (refusal != null) {
            LifeboatException failure = new LifeboatException(ErrorCode.EVENT_INVALID, refusal);
            InboxStore.dead(tx, id, failure).ifPresent(data -> deadLetters.tell(tx, arrival.event(id), data, failure));
        }
    }

    private @Nullable String refusal(Arrival arrival) {
        if (arrival.unreadable() != null) {
            return arrival.unreadable();
        }
        return handlers.handles(arrival.type()) ? null : "this service handles no events of type " + arrival.type();
    }
}
