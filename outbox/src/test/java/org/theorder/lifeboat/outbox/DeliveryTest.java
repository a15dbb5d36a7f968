package org.theorder.lifeboat.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private final List<String> handedOver = new ArrayList<>();
    private final Map<String, CompletableFuture<Object>> answers = new HashMap<>();
    private long id;

    @Test
    void everythingIsAcknowledgedAndASubjectKeepsItsOrder() throws InterruptedException {
        Delivery.Outcome outcome =
                deliver(event("a", "t", "a1"), event("b", "t", "b1"), event("a", "u", "a2"), event("a", "t", "a3"));

        assertThat(outcome.failure()).isNull();
        assertThat(names(outcome)).containsExactlyInAnyOrder("a1", "b1", "a2", "a3");
        assertThat(handedOver).containsSubsequence("a1", "a2", "a3");
    }

    @Test
    void aLaterEventIsNotHandedOverBeforeTheBrokerHasTheEarlierOne() throws Exception {
        CompletableFuture<Object> slow = new CompletableFuture<>();
        answers.put("a1", slow);
        CompletableFuture<Delivery.Outcome> delivery = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                delivery.complete(deliver(event("a", "t", "a1"), event("a", "t", "a2")));
            } catch (InterruptedException e) {
                delivery.completeExceptionally(e);
            }
        });
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(handedOver).containsExactly("a1");

        slow.complete("acknowledged");

        assertThat(names(delivery.get())).containsExactly("a1", "a2");
    }

    @Test
    void aFailureStopsItsSubjectAndNoOther() throws InterruptedException {
        IllegalStateException failure = new IllegalStateException("broker");
        answers.put("a1", CompletableFuture.failedFuture(failure));

        Delivery.Outcome outcome =
                deliver(event("a", "t", "a1"), event("b", "u", "b1"), event("a", "u", "a2"), event("b", "u", "b2"));

        assertThat(outcome.failure()).isSameAs(failure);
        assertThat(names(outcome)).containsExactly("b1", "b2");
        assertThat(handedOver).doesNotContain("a2");
    }

    @Test
    void aTopicThatFailsIsAskedOnce() throws InterruptedException {
        answers.put("a1", CompletableFuture.failedFuture(new IllegalStateException("no such topic")));

        Delivery.Outcome outcome = deliver(event("a", "t", "a1"), event("b", "t", "b1"), event("c", "u", "c1"));

        assertThat(names(outcome)).containsExactly("c1");
        assertThat(handedOver).containsExactly("a1", "c1");
    }

    @Test
    void whenASecondTopicFailsKafkaIsAwayAndNobodyElseIsAsked() throws InterruptedException {
        answers.put("a1", CompletableFuture.failedFuture(new IllegalStateException("away")));
        answers.put("b1", CompletableFuture.failedFuture(new IllegalStateException("away")));

        Delivery.Outcome outcome = deliver(event("a", "t", "a1"), event("b", "u", "b1"), event("c", "v", "c1"));

        assertThat(outcome.acknowledged()).isEmpty();
        assertThat(handedOver).containsExactly("a1", "b1");
    }

    private Delivery.Outcome deliver(OutboxEvent... events) throws InterruptedException {
        return Delivery.of(List.of(events), this::send);
    }

    private Future<?> send(OutboxEvent event) {
        handedOver.add(event.type());
        return answers.getOrDefault(event.type(), CompletableFuture.completedFuture("acknowledged"));
    }

    private OutboxEvent event(String subject, String topic, String name) {
        return new OutboxEvent(++id, UUID.randomUUID(), topic, name, subject, Instant.EPOCH, Map.of(), new byte[0]);
    }

    private static List<String> names(Delivery.Outcome outcome) {
        return outcome.acknowledged().stream().map(OutboxEvent::type).toList();
    }
}
