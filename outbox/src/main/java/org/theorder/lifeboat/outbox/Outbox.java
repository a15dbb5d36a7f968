package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topic;

/**
 * Events that leave with the transaction: the {@link Relay} sends them to Kafka after the commit, in order, at least once,
 * with a CloudEvents id by which readers recognize duplicates.
 */
@ApplicationScoped
public class Outbox {
    /** Below the 1 MiB that brokers accept by default, with room for the headers. */
    static final int LARGEST_DATA = 900_000;

    private final Clock clock;
    private final Relay relay;

    Outbox(Clock clock, Relay relay) {
        this.clock = clock;
        this.relay = relay;
    }

    /**
     * Publishes an event if and when the transaction commits. Events about one subject keep their order as long as their
     * transactions exclude each other, which they do when they lock the row that they are about.
     *
     * @param subject the cluster, incident or service it is about; the Kafka key
     * @throws LifeboatException REQUEST_INVALID if the subject is blank, INTERNAL if the event is larger than Kafka takes
     */
    public <E> void publish(Transaction tx, Topic<E> topic, String subject, E event) {
        publish(tx, topic.name(), topic.type(), subject, Map.of(), EventJson.write(event));
    }

    void publish(Transaction tx, String topic, String type, String subject, Map<String, String> headers, byte[] data) {
        if (subject.isBlank()) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "an event of " + topic + " needs a subject");
        }
        if (data.length > LARGEST_DATA) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL,
                    "an event of " + topic + " has " + data.length + " bytes, more than the " + LARGEST_DATA
                            + " that Kafka takes");
        }
        OutboxStore.insert(tx, topic, type, subject, clock.instant(), headers, data);
        tx.afterCommit(relay::wake);
    }
}
