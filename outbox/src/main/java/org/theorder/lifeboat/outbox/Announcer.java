package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Topic;

/**
 * Telemetry: straight to Kafka, best effort, never blocks, never throws. While Kafka is away the oldest announcements are
 * dropped: the next one says more. Announcements carry an expiry time, after which readers ignore and forget them.
 */
@ApplicationScoped
public class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final Duration OF_USE = Duration.ofMinutes(2);
    private static final int MOST_WAITING = 64;

    private final EventProducer producer;
    private final ThisProcess process;
    private final Clock clock;
    private final BlockingQueue<ProducerRecord<String, byte[]>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Trouble trouble = new Trouble(LOG, "Kafka does not take announcements, they are dropped");
    private Future<?> previous = CompletableFuture.completedFuture(null);
    private volatile boolean heard = true;

    Announcer(EventProducer producer, ThisProcess process, Clock clock) {
        this.producer = producer;
        this.process = process;
        this.clock = clock;
    }

    /** @param subject the cluster or service it is about; the Kafka key */
    public <E> void announce(Topic<E> topic, String subject, E event) {
        try {
            ProducerRecord<String, byte[]> announced = announcement(topic, subject, event);
            while (!waiting.offer(announced)) {
                waiting.poll();
            }
        } catch (RuntimeException e) {
            LOG.warn("an announcement was dropped topic={} error={}", topic.name(), e.toString());
        }
    }

    /** One round of a {@link Loop}: waits for an announcement, looks what became of the one before, and sends it. */
    void run() throws InterruptedException {
        ProducerRecord<String, byte[]> next = waiting.take();
        switch (previous.state()) {
            case SUCCESS -> {
                heard = true;
                trouble.over();
            }
            case FAILED -> {
                heard = false;
                trouble.happened(previous.exceptionNow());
                producer.recover(previous.exceptionNow());
            }
            case RUNNING, CANCELLED -> LOG.trace("the announcement before is on its way");
        }
        previous = producer.send(next);
    }

    /** Whether Kafka took the last announcement that is known about; with the heartbeats, that is known within seconds. */
    boolean heard() {
        return heard;
    }

    private <E> ProducerRecord<String, byte[]> announcement(Topic<E> topic, String subject, E event) {
        Instant now = clock.instant();
        OutboxEvent shaped = new OutboxEvent(
                0, UUID.randomUUID(), topic.name(), topic.type(), subject, now, Map.of(), EventJson.write(event));
        Map<String, String> expiry =
                Map.of(CloudEvents.EXPIRY_TIME, now.plus(OF_USE).toString());
        return CloudEvents.record(shaped, process.source(), expiry);
    }
}
