package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;

/**
 * Telemetry: straight to Kafka, best effort, never blocks for long, never throws. Of each topic and subject only the newest
 * announcement waits, because it says more than the ones before. Announcements carry an expiry time, after which readers
 * ignore and forget them.
 */
@ApplicationScoped
public class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final Duration OF_USE = Duration.ofMinutes(2);

    /** A heartbeat tells of the clock, too: whoever drops it because the clock is wrong never learns that it is. */
    private static final Duration HEARTBEAT_OF_USE = Duration.ofHours(2);

    private static final int MOST_WAITING = 10_000;

    private final EventProducer producer;
    private final ThisProcess process;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition announced = lock.newCondition();
    private final SequencedMap<Subject, ProducerRecord<String, byte[]>> waiting = new LinkedHashMap<>();
    private final Trouble trouble = new Trouble(LOG, "Kafka does not take announcements, they are dropped");
    private Future<?> previous = CompletableFuture.completedFuture(null);
    private volatile boolean heard = true;

    private record Subject(String topic, String subject) {}

    Announcer(EventProducer producer, ThisProcess process, Clock clock) {
        this.producer = producer;
        this.process = process;
        this.clock = clock;
    }

    /** @param subject the cluster or service it is about; the Kafka key */
    public <E> void announce(Topic<E> topic, String subject, E event) {
        try {
            put(new Subject(topic.name(), subject), announcement(topic, subject, event));
        } catch (RuntimeException e) {
            LOG.warn("an announcement was dropped topic={} error={}", topic.name(), e.toString());
        }
    }

    /** One round of a {@link Loop}: waits for an announcement, looks what became of the one before, and sends it. */
    void run() throws InterruptedException {
        ProducerRecord<String, byte[]> next = take();
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

    /** A newer one takes the place of the one that waits, so that nobody waits for ever. */
    private void put(Subject subject, ProducerRecord<String, byte[]> newest) {
        lock.lock();
        try {
            waiting.put(subject, newest);
            if (waiting.size() > MOST_WAITING) {
                waiting.pollFirstEntry();
            }
            announced.signal();
        } finally {
            lock.unlock();
        }
    }

    private ProducerRecord<String, byte[]> take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                announced.await();
            }
            return waiting.pollFirstEntry().getValue();
        } finally {
            lock.unlock();
        }
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
                Map.of(CloudEvents.EXPIRY_TIME, now.plus(ofUse(topic)).toString());
        return CloudEvents.record(shaped, process.source(), expiry);
    }

    private static Duration ofUse(Topic<?> topic) {
        return topic.equals(Topics.HEARTBEAT) ? HEARTBEAT_OF_USE : OF_USE;
    }
}
