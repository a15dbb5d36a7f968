package org.theorder.lifeboat.restore.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.restore.run.Restore;
import org.theorder.lifeboat.restore.run.RestoreState;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoreServiceResource;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Which drills are asked for by schedule, and where they go. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "restore"))
@QuarkusTestResource(RestoreServiceResource.class)
class DrillScheduleIT extends DrillTrials {
    @Test
    void whatIsDueIsAskedForOnceByAllReplicas() {
        Instant due = Instant.parse("2031-03-01T04:00:00Z");
        RestoreId id = new RestoreId("drill-shop-20310301T0400Z");
        try {
            drillsAt(due.minusSeconds(1), Set.of()).look();
            assertThat(store.find(id)).isEmpty();

            drillsAt(due.plusSeconds(5), Set.of("shop")).look();
            assertThat(store.find(id)).as("excepted").isEmpty();

            drillsAt(due.plusSeconds(5), Set.of()).look();
            drillsAt(due.plusSeconds(25), Set.of()).look();
            assertThat(store.newest(500).stream()
                            .filter(restore -> restore.request().restoreId().equals(id)))
                    .hasSize(1);
            awaitState(id, RestoreState.RESTORED);
        } finally {
            cancellation.of(id, "test");
        }
    }

    @Test
    void drillsGoToTheNewestPointAndToATimeByTurns() {
        RestoreId even = new RestoreId("drill-shop-20310302T0400Z");
        drillsAt(Instant.parse("2031-03-02T04:00:05Z"), Set.of()).look();
        assertThat(store.find(even).orElseThrow().request().target()).isEqualTo(new RecoveryTarget.Latest());

        RestoreId odd = new RestoreId("drill-shop-20310303T0400Z");
        drillsAt(Instant.parse("2031-03-03T04:00:05Z"), Set.of()).look();

        LostShop shop = LostShop.get();
        Instant asked =
                ((RecoveryTarget.AtTime) store.find(odd).orElseThrow().request().target()).time();
        assertThat(asked).isAfter(shop.backup().completedAt()).isBefore(shop.lost());
        awaitState(odd, RestoreState.RESTORED);
        DrillCompleted event = completed(odd);
        assertThat(event.targetTime()).isEqualTo(asked);
        assertThat(event.backupId()).as("the newest").isEqualTo(shop.backup().backup());
        assertThat(event.lastCommitAt()).isBeforeOrEqualTo(asked);
        assertThat(event.dataAge()).isEqualTo(Duration.between(Objects.requireNonNull(event.lastCommitAt()), asked));
        awaitState(even, RestoreState.RESTORED);
    }

    @Test
    void whatWasMissedForTooLongIsNotMadeUp() {
        drillsAt(Instant.parse("2032-03-01T10:00:01Z"), Set.of()).look();

        assertThat(store.find(new RestoreId("drill-shop-20320301T0400Z"))).isEmpty();
    }

    @Test
    void clusterThatNobodyProtectsIsNotRehearsedBeforeItHasALaterBackup() throws Exception {
        Instant removed = Instant.parse("2031-06-01T00:00:00Z");
        kafka().send(Topics.CLUSTER_REMOVED, "shop", new ClusterRemoved(TestRepository.SHOP, removed));
        await().atMost(LIMIT).until(() -> isRemoved(TestRepository.SHOP));
        RestoreId id = new RestoreId("drill-shop-20310602T0400Z");
        drillsAt(Instant.parse("2031-06-02T04:00:05Z"), Set.of()).look();
        assertThat(store.find(id)).isEmpty();

        kafka().send(Topics.BACKUP_COMPLETED, "shop", backedUp(removed.plusSeconds(1)));
        await().atMost(LIMIT).until(() -> !isRemoved(TestRepository.SHOP));
        drillsAt(Instant.parse("2031-06-02T04:00:25Z"), Set.of()).look();
        assertThat(store.find(id)).isPresent();
        cancellation.of(id, "test");
    }

    @Test
    void backupThatIsOlderThanTheRemovalBringsNobodyBack() {
        class Rollback extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        Instant removed = Instant.parse("2031-06-01T00:00:00Z");
        assertThatExceptionOfType(Rollback.class)
                .isThrownBy(() -> database.doInTransaction(tx -> {
                    RemovedClusters.add(tx, new ClusterRemoved(TestRepository.SHOP, removed));
                    RemovedClusters.add(tx, new ClusterRemoved(TestRepository.SHOP, removed.minusSeconds(60)));
                    RemovedClusters.backedUp(tx, backedUp(removed.minusSeconds(1)));
                    assertThat(RemovedClusters.all(tx)).contains(TestRepository.SHOP);
                    RemovedClusters.backedUp(tx, backedUp(removed.plusSeconds(1)));
                    assertThat(RemovedClusters.all(tx)).doesNotContain(TestRepository.SHOP);
                    throw new Rollback();
                }));
    }

    private static BackupCompleted backedUp(Instant at) {
        RegionName region = TestRepository.PRIMARY;
        return new BackupCompleted(
                LostShop.get().backup().backup(),
                TestRepository.SHOP,
                BackupKind.FULL,
                null,
                "7300000000000000001",
                180_006,
                1,
                Lsn.ZERO,
                Lsn.ZERO,
                at,
                at,
                1,
                1,
                1,
                List.of(region),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private boolean isRemoved(ClusterName cluster) {
        return database.inTransaction(RemovedClusters::all).contains(cluster);
    }

    @Test
    void drillsGoIntoVolumesWhereTheseAreConfigured() {
        DrillConfiguration.Volume volume =
                new Claims("drills", "20Gi", Optional.of("fast"), Optional.of("store"), Optional.empty());
        drillsAt(Instant.parse("2031-04-01T04:00:05Z"), Set.of(), Optional.of(volume))
                .look();

        Restore drill = store.find(new RestoreId("drill-shop-20310401T0400Z")).orElseThrow();
        assertThat(drill.request().place())
                .isEqualTo(new RestoreRequested.Place(
                        "/restore/pgdata",
                        null,
                        null,
                        null,
                        new RestoreRequested.KubernetesVolume(
                                "drills",
                                "drill-shop-20310401t0400z",
                                new RestoreRequested.NewClaim("20Gi", "fast"),
                                null,
                                "store",
                                null)));
        // this service may restore into no namespace
        awaitState(drill.request().restoreId(), RestoreState.REFUSED);
    }

    @Test
    void volumesThatNoDrillCanGoIntoEndTheStart() {
        Drills drills = drillsAt(
                Instant.parse("2031-05-01T04:00:05Z"),
                Set.of(),
                Optional.of(new Claims("drills", "20Gi", Optional.empty(), Optional.empty(), Optional.empty())));

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> drills.start(new StartupEvent()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .satisfies(e -> assertThat(e.explanation())
                        .startsWith("lifeboat.drill.kubernetes: ")
                        .contains("lifeboat.kubernetes.namespaces"));
    }
}
