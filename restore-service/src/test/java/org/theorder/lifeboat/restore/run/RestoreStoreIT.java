package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.restore.testing.RestoreServiceResource;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** What is recorded of restores, and that a zombie records nothing. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "restore"))
@QuarkusTestResource(RestoreServiceResource.class)
class RestoreStoreIT {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ConfigProperty(name = "test.restores")
    Path restores;

    @Inject
    Database database;

    @Inject
    Leases leases;

    @Inject
    RestoreStore store;

    private RestoreRequested request(String directory, RestoreMode mode) {
        return Restores.request(new RecoveryTarget.Latest(), restores.resolve(directory), null, null, mode);
    }

    /** Holds the lease of a restore, so that the worker of this application keeps off it. */
    private void holding(RestoreId id, Consumer<Lease> work) {
        assertThat(leases.whileHeld("restore/" + id, Duration.ofSeconds(20), work))
                .isTrue();
    }

    private boolean record(RestoreRequested request, Instant at) {
        return database.inTransaction(tx -> store.record(tx, request, at));
    }

    private static RestoreOutcome refused() {
        return new RestoreOutcome.Refused(ErrorCode.NOT_FOUND, "no such thing", NOW);
    }

    @Test
    void sameRequestIsRecordedOnceAndAnotherWithItsIdIsRefused() {
        RestoreRequested request = request("once", RestoreMode.LIVE);
        holding(request.restoreId(), lease -> {
            assertThat(record(request, NOW)).isTrue();
            assertThat(record(request, NOW.plusSeconds(5))).isFalse();
            RestoreRequested other = new RestoreRequested(
                    request.restoreId(),
                    request.cluster(),
                    request.target(),
                    null,
                    new RestoreRequested.Place("/elsewhere", null),
                    request.mode(),
                    null,
                    "test");
            assertThatThrownBy(() -> record(other, NOW))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
            Restore recorded = store.find(request.restoreId()).orElseThrow();
            assertThat(recorded.request()).isEqualTo(request);
            assertThat(recorded.requestedAt()).isEqualTo(NOW);
            assertThat(recorded.state()).isEqualTo(RestoreState.REQUESTED);
            finish(request.restoreId(), lease);
        });
    }

    private void finish(RestoreId id, Lease lease) {
        database.doInTransaction(tx -> {
            store.begin(tx, id, lease);
            store.end(tx, id, lease, refused());
        });
        store.settled(id);
    }

    @Test
    void zombieRecordsNeitherProgressNorAnEnd() {
        RestoreRequested request = request("zombie", RestoreMode.LIVE);
        RestoreId id = request.restoreId();
        holding(id, lease -> {
            record(request, NOW);
            Lease old = new Lease(lease.name(), lease.holder(), lease.epoch() - 1);
            database.doInTransaction(tx -> store.begin(tx, id, old));
            database.doInTransaction(tx -> store.begin(tx, id, lease));
            Progress.Snapshot progress = new Progress.Snapshot(
                    RestorePhase.REPLAYING, 0, 0, Lsn.ZERO, new Lsn(50), new Lsn(100), null, Duration.ofSeconds(1));

            assertThat(store.progress(id, old, progress)).isFalse();
            assertThat(database.<Boolean>inTransaction(tx -> store.end(tx, id, old, refused())))
                    .isFalse();
            assertThatThrownBy(() -> database.doInTransaction(tx -> leases.confirm(tx, old)))
                    .isInstanceOf(LifeboatException.class);
            assertThat(store.find(id).orElseThrow().endedAt()).isNull();

            assertThat(store.progress(id, lease, progress)).isTrue();
            Restore running = store.find(id).orElseThrow();
            assertThat(running.phase()).isEqualTo(RestorePhase.REPLAYING);
            assertThat(running.walPosition()).isEqualTo(new Lsn(50));
            assertThat(running.phaseEndsAt()).isNotNull();
            assertThat(running.attempts()).isEqualTo(2);
            finish(id, lease);
            assertThat(store.progress(id, lease, progress)).as("it has ended").isFalse();
            assertThat(store.find(id).orElseThrow().outcome()).isEqualTo(refused());
        });
    }

    @Test
    void drillsWaitWhileAnyRealRestoreIsOpenAndTheOldestComesFirst() {
        RestoreRequested drill = request("a", RestoreMode.DRILL);
        RestoreRequested second = request("b", RestoreMode.LIVE);
        RestoreRequested first = request("c", RestoreMode.LIVE);
        holding(
                drill.restoreId(),
                one -> holding(
                        second.restoreId(),
                        two -> holding(first.restoreId(), three -> {
                            record(drill, NOW.minusSeconds(60));
                            record(second, NOW.minusSeconds(30));
                            record(first, NOW.minusSeconds(40));

                            assertThat(store.open())
                                    .extracting(open -> open.request().restoreId())
                                    .containsSubsequence(first.restoreId(), second.restoreId())
                                    .doesNotContain(drill.restoreId());
                            assertThat(store.interruption(drill.restoreId())).contains(new Interruption.Preempted());
                            assertThat(store.interruption(first.restoreId())).isEmpty();
                            finish(second.restoreId(), two);
                            finish(first.restoreId(), three);

                            for (String by : List.of("ada", "bob")) {
                                database.doInTransaction(tx -> store.cancel(tx, drill.restoreId(), by));
                            }
                            assertThat(store.interruption(drill.restoreId()))
                                    .contains(new Interruption.Cancelled("ada"));
                            finish(drill.restoreId(), one);
                        })));
    }

    @Test
    void whatNoAttemptWasMadeAtEndsAtOnceAndNothingElseDoes() {
        RestoreRequested waiting = request("waiting", RestoreMode.LIVE);
        RestoreRequested begun = request("begun", RestoreMode.LIVE);
        holding(
                waiting.restoreId(),
                one -> holding(begun.restoreId(), two -> {
                    record(waiting, NOW);
                    record(begun, NOW);
                    database.doInTransaction(tx -> store.begin(tx, begun.restoreId(), two));
                    RestoreOutcome.Cancelled cancelled = new RestoreOutcome.Cancelled("ada", NOW);

                    assertThat(endUnbegun(waiting, cancelled)).isPresent();
                    assertThat(endUnbegun(begun, cancelled)).isEmpty();

                    assertThat(endUnbegun(waiting, cancelled)).as("again").isEmpty();
                    Restore ended = store.find(waiting.restoreId()).orElseThrow();
                    assertThat(ended.state()).isEqualTo(RestoreState.CANCELLED);
                    assertThat(ended.outcome()).isEqualTo(cancelled);
                    assertThat(database.<Boolean>inTransaction(tx ->
                                    store.begin(tx, waiting.restoreId(), one).isPresent()))
                            .as("nobody begins it any more")
                            .isFalse();
                    finish(begun.restoreId(), two);
                }));
    }

    private Optional<Restore> endUnbegun(RestoreRequested request, RestoreOutcome.Cancelled outcome) {
        return database.inTransaction(tx -> store.endUnbegun(tx, request.restoreId(), outcome));
    }

    @Test
    void attemptThatCouldNotBeginDoesNotCount() {
        RestoreRequested request = request("busy", RestoreMode.LIVE);
        holding(request.restoreId(), lease -> {
            record(request, NOW);
            database.doInTransaction(tx -> store.begin(tx, request.restoreId(), lease));
            store.notCounted(request.restoreId(), lease);
            assertThat(store.find(request.restoreId()).orElseThrow().attempts()).isZero();
            finish(request.restoreId(), lease);
        });
    }
}
