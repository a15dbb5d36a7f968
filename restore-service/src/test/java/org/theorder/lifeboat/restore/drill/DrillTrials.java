package org.theorder.lifeboat.restore.drill;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.configuration.MemorySize;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.restore.point.Regions;
import org.theorder.lifeboat.restore.run.Cancellation;
import org.theorder.lifeboat.restore.run.Restore;
import org.theorder.lifeboat.restore.run.RestoreState;
import org.theorder.lifeboat.restore.run.RestoreStore;
import org.theorder.lifeboat.restore.run.RestoreWorker;
import org.theorder.lifeboat.restore.run.Restorers;
import org.theorder.lifeboat.restore.testing.TestKafka;

/** What tests of drills see of the service: its store, its REST and its events. */
abstract class DrillTrials {
    static final Duration LIMIT = Duration.ofSeconds(90);

    @ConfigProperty(name = "test.restores")
    Path restores;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    RestoreStore store;

    @Inject
    Cancellation cancellation;

    @Inject
    Database database;

    @Inject
    RestoreWorker worker;

    @Inject
    Regions regions;

    @Inject
    Restorers restorers;

    @Inject
    DrillTargets targets;

    @Inject
    DrillSweeper sweeper;

    static RequestSpecification as(String role) {
        return given().header("Authorization", "Bearer test-" + role).contentType(ContentType.JSON);
    }

    final void awaitState(RestoreId id, RestoreState state) {
        await(id + " is " + state)
                .atMost(LIMIT)
                .until(() -> store.find(id).map(Restore::state).equals(Optional.of(state)));
    }

    final DrillCompleted completed(RestoreId id) {
        await().atMost(LIMIT)
                .until(() -> !kafka().all(
                                Topics.DRILL_COMPLETED, each -> each.restoreId().equals(id))
                        .isEmpty());
        return kafka().all(Topics.DRILL_COMPLETED, each -> each.restoreId().equals(id))
                .getFirst();
    }

    final TestKafka kafka() {
        return new TestKafka(bootstrapServers);
    }

    record Claims(
            String namespace,
            String size,
            Optional<String> storageClass,
            Optional<String> credentialsSecret,
            Optional<String> identitiesSecret)
            implements DrillConfiguration.Volume {}

    final Drills drillsAt(Instant now, Set<String> except) {
        return drillsAt(now, except, Optional.empty());
    }

    final Drills drillsAt(Instant now, Set<String> except, Optional<DrillConfiguration.Volume> volume) {
        return new Drills(
                new Nightly(restores.resolve("drills"), except, volume),
                regions,
                database,
                targets,
                restorers,
                store,
                worker,
                sweeper,
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private record Nightly(Path place, Set<String> without, Optional<Volume> kubernetes) implements DrillConfiguration {
        @Override
        public Optional<Path> directory() {
            return Optional.of(place);
        }

        @Override
        public String cron() {
            return "0 4 * * *";
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Duration catchUp() {
            return Duration.ofHours(6);
        }

        @Override
        public Optional<Set<String>> except() {
            return Optional.of(without);
        }

        @Override
        public MemorySize leaveFree() {
            return new MemorySize(BigInteger.ZERO);
        }

        @Override
        public Duration dataAgeLimit() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration expiresAfter() {
            return Duration.ofDays(20_000);
        }

        @Override
        public Optional<List<Path>> escrowIdentities() {
            return Optional.empty();
        }

        @Override
        public String escrowCron() {
            return "0 5 * * 0";
        }
    }
}
