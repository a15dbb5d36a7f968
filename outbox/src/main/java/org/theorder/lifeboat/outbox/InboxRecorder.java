package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Writes what came from Kafka into the inbox, all or nothing. */
@ApplicationScoped
class InboxRecorder {
    private final Database database;
    private final DeadLetters deadLetters;
    private final Handlers handlers;
    private final InboxWorker worker;
    private final Clock clock;

    InboxRecorder(Database database, DeadLetters deadLetters, Handlers handlers, InboxWorker worker, Clock clock) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.handlers = handlers;
        this.worker = worker;
        this.clock = clock;
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
                .filter(arrival -> !arrival.expired(clock.instant()))
                .toList();
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
