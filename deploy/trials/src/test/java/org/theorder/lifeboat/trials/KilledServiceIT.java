package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalReader;

/**
 * kill -9 of the packaged service at random moments of backups and of WAL puts, while somebody writes. Everything that is
 * listed is whole, what the server was told is durable is there without a gap, and in the end every committed row comes
 * back. Correctness line 5, Correctness line 12, Correctness line 13, Correctness line 15.
 */
class KilledServiceIT {
    private static final List<String> REGIONS = List.of("primary", "dr");

    @Test
    void nothingListedIsUnrestorableAndNothingIsLost(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        Chance chance = Chance.of("KilledServiceIT");
        try (Trial trial = new Trial(folder)) {
            new Writes(chance, trial.emptyFolder("tablespace")).begin(trial.source);
            trial.source.execute("model", List.of("CREATE TABLE counted (id bigint PRIMARY KEY, filler text)"));
            trial.protect();
            trial.api.backup(Trial.CLUSTER, "full");
            try (Writer writer = new Writer(trial.source)) {
                int kills = Chance.times(3, 40);
                for (int kill = 0; kill < kills; kill++) {
                    trial.api.request(Trial.CLUSTER, "full");
                    LockSupport.parkNanos(Duration.ofMillis(chance.below(2500)).toNanos());
                    trial.service.killHard();
                    for (String region : REGIONS) {
                        assertEverythingListedIsWhole(trial, region);
                    }
                    assertNothingForgottenIsMissing(trial);
                    trial.protect();
                }
                assertThat(writer.highest()).isPositive();
            }
            assertEverythingComesBack(trial, chance);
        }
    }

    private static void assertEverythingListedIsWhole(Trial trial, String name) {
        Storage region = trial.region(name);
        BackupCatalogue catalogue = new ClusterRepository(region, trial.keys).backups();
        assertThat(catalogue.damaged()).isEmpty();
        assertThat(catalogue.complete()).isNotEmpty();
        WalReader wal = new WalReader(List.of(region), trial.keys, Restores.SEGMENT_BYTES);
        for (BackupMarker backup : catalogue.complete()) {
            BackupReader.open(List.of(region), trial.keys, backup.backup())
                    .verify(ReaderSettings.defaults(), ReadProgress.IGNORED);
            assertThat(wal.coverage(backup.timeline(), backup.startLsn()).reaches(backup.stopLsn()))
                    .as("%s has the WAL of %s", name, backup.backup())
                    .isTrue();
        }
    }

    /** The default policy: what one region has may be forgotten by the server; the other one is brought up to it. */
    private static void assertNothingForgottenIsMissing(Trial trial) {
        Lsn told = Lsn.parse(
                trial.source.value("postgres", "SELECT coalesce(min(restart_lsn), '0/0') FROM pg_replication_slots"));
        assertThat(REGIONS)
                .as("everything up to %s, from which on the server keeps its WAL", told)
                .anySatisfy(name -> {
                    Storage region = trial.region(name);
                    BackupMarker oldest = new ClusterRepository(region, trial.keys)
                            .backups()
                            .complete()
                            .getFirst();
                    WalReader wal = new WalReader(List.of(region), trial.keys, Restores.SEGMENT_BYTES);
                    assertThat(wal.coverage(oldest.timeline(), oldest.startLsn())
                                    .reaches(told))
                            .as("%s", name)
                            .isTrue();
                });
    }

    private static void assertEverythingComesBack(Trial trial, Chance chance) {
        Photo end = trial.source.photo("the-end");
        trial.awaitDurable(end);
        for (String region : REGIONS) {
            trial.assertRestorable(end, List.of(region), chance, region);
        }
    }

    /** Commits one row after another. */
    private static final class Writer implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong highest = new AtomicLong();
        private final Thread thread;

        Writer(Source source) {
            thread = Thread.ofPlatform().name("writer").start(() -> write(source));
        }

        private void write(Source source) {
            try (Connection connection = source.connect("model");
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO counted VALUES (?, repeat('x', 500))")) {
                while (!stopped.get()) {
                    insert.setLong(1, highest.get() + 1);
                    insert.executeUpdate();
                    highest.incrementAndGet();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        long highest() {
            return highest.get();
        }

        @Override
        public void close() {
            stopped.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
