package org.theorder.lifeboat.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.local.demo.Interference.Moment;
import org.theorder.lifeboat.local.suite.Service;

/** The act in which the shop comes back: a request on Kafka, and then nobody has to do anything. */
record Recovery(Cast cast) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Publishes {@code restore-requested} and waits for the verified server. */
    Events.Sent<RestoreCompleted> restore(int step, IncidentId incident) {
        RestoreId id = new RestoreId("demo-" + cast.clock().instant().toEpochMilli());
        cast.events()
                .publish(
                        Topics.RESTORE_REQUESTED,
                        Cast.CLUSTER.value(),
                        new RestoreRequested(
                                id,
                                Cast.CLUSTER,
                                new RecoveryTarget.Latest(),
                                null,
                                new RestoreRequested.Place(
                                        cast.data().restored().resolve("shop").toString(), cast.shopPort()),
                                RestoreMode.LIVE,
                                incident,
                                "demo"));
        cast.timeline().add(cast.clock().instant(), "restore-requested is on Kafka");
        String job = cast.addresses().of(Service.RESTORE) + "/restores/" + id;
        Waiting.until(
                "restore-service did not take the request",
                LIMIT,
                () -> Optional.of(cast.rest().get(job)).filter(state -> !state.isMissingNode()));
        cast.interference().at(Moment.RESTORE_RUNNING);
        return Waiting.until("no restore was completed", LIMIT, () -> {
            cast.narrator().progress(step, "restoring from region dr" + progress(job));
            failIfRefused(id);
            return cast.events()
                    .of(Topics.RESTORE_COMPLETED)
                    .filter(sent -> sent.data().restoreId().equals(id))
                    .findFirst();
        });
    }

    private String progress(String job) {
        JsonNode state = cast.rest().get(job);
        String phase = state.findPath("phase").asText(state.findPath("state").asText(""));
        long done = state.findPath("bytesDone").asLong();
        long total = state.findPath("bytesTotal").asLong();
        return (phase.isEmpty() ? "" : ": " + phase)
                + (total == 0 ? "" : ", " + Size.of(done) + " of " + Size.of(total));
    }

    private void failIfRefused(RestoreId id) {
        cast.events()
                .of(Topics.RESTORE_FAILED)
                .filter(sent -> sent.data().restoreId().equals(id))
                .findFirst()
                .ifPresent(sent -> {
                    throw new LifeboatException(
                            ErrorCode.INTERNAL,
                            "the restore failed: " + sent.data().message());
                });
    }

    /** Compares the restored database with what the shop remembers, with our own eyes and not by what events say. */
    void verify(RestoreCompleted restore, ShopDatabase.Content before, List<Order> acknowledged, long attempted) {
        Narrator narrator = cast.narrator();
        narrator.check(
                restore.region().value().equals("dr"),
                "the restore read region " + restore.region() + ", although only dr is left");
        narrator.check(
                restore.chain() != null && restore.chain().size() == 2,
                "the restore took " + restore.chain() + " and not the full backup and the incremental on it");
        for (Check check : restore.checks()) {
            narrator.check(check.passed(), "check " + check.name() + " of the restore failed: " + check.detail());
        }
        narrator.check(!restore.checks().isEmpty(), "restore-service has checked nothing");
        ShopDatabase.Content after = cast.shop().content();
        narrator.check(
                after.equals(before),
                "the catalogue is not what it was: " + before.rows() + " products with checksum " + before.checksum()
                        + " before, " + after.rows() + " with " + after.checksum() + " after");
        Set<Long> restored = cast.shop().orders(attempted);
        narrator.check(
                isPrefix(acknowledged, restored),
                "the restored orders have a hole: a newer order is there while an older one is not");
    }

    /** A loss may only be at the end: with an order, everything that was acknowledged before it is there too. */
    static boolean isPrefix(List<Order> acknowledged, Set<Long> restored) {
        boolean missing = false;
        for (Order order : acknowledged) {
            boolean there = restored.contains(order.number());
            if (there && missing) {
                return false;
            }
            missing = !there;
        }
        return true;
    }
}
