package org.theorder.lifeboat.notifier.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Of everything the newest counts, in whatever order it comes. Each test ends with a rollback. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class EvidenceStoreIT {
    private static final Instant NOW = Scenes.NOW;
    private static final RegionName PRIMARY = new RegionName("primary");
    private static final BackupId BACKUP = new BackupId("20261122T120110000Z-full");
    private static final Duration TOLERATED = Duration.ofMinutes(2);

    @Inject
    Database database;

    @Inject
    EvidenceStore store;

    @Test
    void anOlderReportDoesNotReplaceANewerOne() {
        rolledBack(tx -> {
            store.reported(tx, Scenes.report(Scenes.LEDGER, NOW, NOW), NOW);
            store.reported(tx, Scenes.report(Scenes.LEDGER, NOW.minusSeconds(4), NOW.minusSeconds(4)), NOW);

            assertThat(store.of(tx, Scenes.LEDGER).reportedAt()).isEqualTo(NOW);
            assertThat(store.of(tx, Scenes.LEDGER).safeThrough(Scenes.DR)).isEqualTo(NOW);
        });
    }

    @Test
    void aReportFromTheFutureGivesWayToTheNext() {
        rolledBack(tx -> {
            store.reported(tx, Scenes.report(Scenes.LEDGER, NOW.plus(Duration.ofDays(300)), NOW), NOW);
            store.reported(tx, Scenes.report(Scenes.LEDGER, NOW, NOW), NOW);

            assertThat(store.of(tx, Scenes.LEDGER).reportedAt()).isEqualTo(NOW);
        });
    }

    @Test
    void ofAClusterThatWasRemovedNoReportCountsAndItsProofStays() {
        rolledBack(tx -> {
            store.reported(tx, Scenes.report(Scenes.LEDGER, NOW, NOW), NOW);
            store.proven(tx, Scenes.LEDGER, NOW, Duration.ofMillis(14_320));
            store.unprotected(tx, Scenes.LEDGER);

            assertThat(store.of(tx, Scenes.LEDGER).reportedAt()).isNull();
            assertThat(store.of(tx, Scenes.LEDGER).proof()).isNotNull();
        });
    }

    @Test
    void backupsProofsAndFailuresStandBesideEachOther() {
        rolledBack(tx -> {
            store.backedUp(tx, Scenes.LEDGER, Scenes.DR, BACKUP, NOW, 312_000_000);
            store.backedUp(tx, Scenes.LEDGER, Scenes.DR, BACKUP, NOW.minusSeconds(60), 1);
            store.backedUp(tx, Scenes.LEDGER, PRIMARY, BACKUP, NOW.plusSeconds(60), 1);
            store.verified(tx, Scenes.LEDGER, Scenes.DR, NOW, true);
            store.verified(tx, Scenes.LEDGER, Scenes.DR, NOW.minusSeconds(60), true);
            store.verified(tx, Scenes.LEDGER, PRIMARY, NOW.plusSeconds(60), false);
            store.proven(tx, Scenes.LEDGER, NOW, Duration.ofMillis(14_320));
            store.restoreFailed(tx, Scenes.LEDGER, NOW.plusSeconds(1));

            ClusterEvidence known = store.of(tx, Scenes.LEDGER);
            assertThat(known.copy(Scenes.DR))
                    .isEqualTo(
                            new ClusterEvidence.Copy(new ClusterEvidence.Backup(BACKUP, NOW, 312_000_000L), NOW, null));
            assertThat(known.copy(PRIMARY).lastReadingFailed()).isTrue();
            assertThat(known.proof()).isEqualTo(new ClusterEvidence.Proof(NOW, Duration.ofMillis(14_320)));
            assertThat(known.lastRestoreFailed()).isTrue();
        });
    }

    @Test
    void aLongSilenceIsRecordedAndAShortOneIsNot() {
        rolledBack(tx -> {
            tx.update("delete from component");
            store.heard(tx, "watcher", NOW, NOW, TOLERATED);
            store.heard(tx, "watcher", NOW.plusSeconds(60), NOW.plusSeconds(60), TOLERATED);
            assertThat(silences(tx)).isZero();

            Instant back = NOW.plusSeconds(60).plus(Duration.ofHours(3));
            store.heard(tx, "watcher", back, back, TOLERATED);

            assertThat(silences(tx)).isEqualTo(Duration.ofHours(3).toSeconds());
        });
    }

    @Test
    void nobodyHasWatchedTheFirstComponentBeforeTheFirstSignOfLife() {
        rolledBack(tx -> {
            tx.update("delete from component");
            tx.update("insert into component (id, first_seen) values ('shop', $1)", NOW.minusSeconds(7_200));

            store.heard(tx, "watcher", NOW, NOW, TOLERATED);
            store.heard(tx, "watcher", NOW.plusSeconds(60), NOW.plusSeconds(60), TOLERATED);

            assertThat(silences(tx)).isEqualTo(7_200);
        });
    }

    private static long silences(Transaction tx) {
        return tx.query("""
                        select coalesce(sum(extract(epoch from finish - begin)), 0)::bigint as seconds
                          from silence where service = 'watcher'""").getFirst().longValue("seconds");
    }

    private void rolledBack(Consumer<Transaction> test) {
        class Rollback extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    test.accept(tx);
                    throw new Rollback();
                }))
                .isInstanceOf(Rollback.class);
    }
}
