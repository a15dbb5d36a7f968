package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.Topic;

/**
 * Telemetry: straight to Kafka, best effort, never blocks long, never throws. While Kafka is away the older announcements
 * are dropped: the next one says more.
 */
@ApplicationScoped
public class Announcer {
    public <E> void announce(Topic<E> topic, String subject, E event) {}
}
