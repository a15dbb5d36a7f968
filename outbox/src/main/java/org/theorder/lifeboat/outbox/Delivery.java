package org.theorder.lifeboat.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends events in waves: the first of each subject, wait for the broker, the next of each subject … So no event is handed
 * to Kafka before the broker has the earlier ones about the same subject, whatever fails in between, and many subjects
 * still travel together.
 */
final class Delivery {
    /** Kafka is away, not a topic, when so many topics fail at once. */
    private static final int TOPICS_GIVEN_UP = 2;

    private final Function<OutboxEvent, Future<?>> send;
    private final Map<String, Queue<OutboxEvent>> bySubject = new LinkedHashMap<>();
    private final Set<String> failedTopics = new HashSet<>();
    private final List<OutboxEvent> acknowledged = new ArrayList<>();
    private @Nullable Throwable failure;

    private Delivery(Function<OutboxEvent, Future<?>> send, List<OutboxEvent> events) {
        this.send = send;
        events.forEach(event -> bySubject
                .computeIfAbsent(event.subject(), subject -> new ArrayDeque<>())
                .add(event));
    }

    /**
     * What came of it.
     *
     * @param acknowledged events that the broker has
     * @param failure why others are not among them; null if all are
     */
    record Outcome(List<OutboxEvent> acknowledged, @Nullable Throwable failure) {}

    /** @param events in the order in which they were published */
    static Outcome of(List<OutboxEvent> events, Function<OutboxEvent, Future<?>> send) throws InterruptedException {
        Delivery delivery = new Delivery(send, events);
        while (!delivery.bySubject.isEmpty() && delivery.failedTopics.size() < TOPICS_GIVEN_UP) {
            delivery.await(delivery.wave());
        }
        return new Outcome(delivery.acknowledged, delivery.failure);
    }

    private record Sent(OutboxEvent event, Future<?> outcome) {}

    private List<Sent> wave() {
        List<Sent> wave = new ArrayList<>();
        for (Iterator<Queue<OutboxEvent>> subjects = bySubject.values().iterator(); subjects.hasNext(); ) {
            OutboxEvent event = subjects.next().element();
            // a topic that fails blocks the sender for seconds each time: it is asked once per delivery
            if (failedTopics.contains(event.topic()) || failedTopics.size() >= TOPICS_GIVEN_UP) {
                subjects.remove();
            } else {
                Sent sent = new Sent(event, send.apply(event));
                wave.add(sent);
                if (sent.outcome().state() == Future.State.FAILED) {
                    failedTopics.add(event.topic());
                }
            }
        }
        return wave;
    }

    private void await(List<Sent> wave) throws InterruptedException {
        for (Sent sent : wave) {
            OutboxEvent event = sent.event();
            try {
                sent.outcome().get();
                acknowledged.add(event);
                next(event.subject());
            } catch (ExecutionException e) {
                failure = e.getCause() == null ? e : e.getCause();
                failedTopics.add(event.topic());
                bySubject.remove(event.subject());
            }
        }
    }

    private void next(String subject) {
        bySubject.computeIfPresent(subject, (name, waiting) -> {
            waiting.remove();
            return waiting.isEmpty() ? null : waiting;
        });
    }
}
