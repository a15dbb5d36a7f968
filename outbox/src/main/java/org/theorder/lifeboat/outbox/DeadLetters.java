package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topics;

/** Tells on the topic {@code dead-letter} of events that could not be read or handled; the inbox keeps them. */
@ApplicationScoped
class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final String TYPE = "org.theorder.lifeboat." + Topics.DEAD_LETTER + ".v1";

    private final Outbox outbox;

    DeadLetters(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Sends a copy to the topic {@code dead-letter}: the original value byte for byte (left out if it is too large to be
     * sent again), the reason and the origin in headers {@code lifeboat-…}.
     */
    void tell(Transaction tx, InboxEvent event, byte[] content, LifeboatException failure) {
        Map<String, String> headers = new HashMap<>();
        headers.put("lifeboat-error", failure.code().slug());
        headers.put("lifeboat-reason", failure.explanation());
        headers.put("lifeboat-topic", event.position().topic());
        headers.put("lifeboat-partition", String.valueOf(event.position().partition()));
        headers.put("lifeboat-offset", String.valueOf(event.position().offset()));
        headers.put("lifeboat-event-id", event.eventId());
        headers.put("lifeboat-event-source", event.source());
        headers.put("lifeboat-event-type", event.type());
        headers.put(CloudEvents.CONTENT_TYPE, "application/octet-stream");
        headers.replaceAll((name, value) -> CloudEvents.oneLine(value));
        byte[] data = content.length <= Outbox.LARGEST_DATA ? content : new byte[0];
        outbox.publish(tx, Topics.DEAD_LETTER, TYPE, event.subject(), headers, data);
        LOG.error(
                "an event became a dead letter eventId={} topic={} error={} reason={}",
                event.eventId(),
                event.position().topic(),
                failure.code().slug(),
                CloudEvents.oneLine(failure.explanation()));
    }
}
