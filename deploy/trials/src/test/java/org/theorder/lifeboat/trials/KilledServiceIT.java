package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.LifeboatException;
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
 * kill -9 of the packaged service at random moments of full backups, incrementals, retention, copies into a region that was
 * away and WAL puts, while somebody writes. Everything that is listed is whole, what the server was told is durable is there
 * without a gap, and in the end every committed row comes back. Correctness line 5, Correctness line 12, Correctness line 13, Correctness line 15.
 */
class KilledServiceIT {
    private static final List<String> REGIONS = List.of("primary", "dr");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void nothingListedIsUnrestorableAndNothingIsLost(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        Chance chance = Chance.of("KilledServiceIT");
        try (Trial trial = new Trial(folder)) {
            new Writes(chance, trial.emptyFolder("tablespace")).begin(trial.source);
            trial.source.execute("model", List.of("CREATE TABLE counted (id bigint PRIMARY KEY, filler text)"));
            protect(trial);
            trial.api.backup(Trial.CLUSTER, "full");
            try (Writer writer = new Writer(trial.source)) {
                int kills = Chance.times(4, 40);
                for (int kill = 0; kill < kills; kill++) {
                    Interrupted interrupted = Interrupted.values()[kill % Interrupted.values().length];
                    System.out.println("[INFO]   " + kill + ": killed in " + interrupted);
                    begin(trial, interrupted);
                    LockSupport.parkNanos(Duration.ofMillis(chance.below(interrupted.longestMillis))
                            .toNanos());
                    trial.service.killHard();
                    for (String region : REGIONS) {
                        assertEverythingListedIsWhole(trial, region);
                    }
                    assertNothingForgottenIsMissing(trial);
                    protect(trial);
                }
                writer.assertStillWrites();
            }
            assertEverythingComesBack(trial, chance);
        }
    }

    /** What the service is doing when it dies, and within which time. */
    private enum Interrupted {
        FULL(2500),
        INCREMENTAL(1500),
        RETENTION(300),
        COPY(300);

        private final int longestMillis;

        Interrupted(int longestMillis) {
            this.longestMillis = longestMillis;
        }
    }

    /** What a region missed is copied there at once. */
    private static void protect(Trial trial) {
        trial.protect(Map.of(), Map.of("lifeboat.copies.interval", "1s", "lifeboat.copies.youngest", "1s"));
    }

    private static void begin(Trial trial, Interrupted interrupted) {
        switch (interrupted) {
            case FULL -> trial.api.request(Trial.CLUSTER, "full");
            case INCREMENTAL -> trial.api.request(Trial.CLUSTER, "incremental");
            case RETENTION -> {
                trial.api.backup(Trial.CLUSTER, "full");
                Thread.ofVirtual().name("retention").start(() -> deleteTheOldest(trial));
            }
            case COPY -> copyAFull(trial);
        }
    }

    /** The oldest full backup and what builds on it, then the WAL that nothing needs any more; until the service dies. */
    private static void deleteTheOldest(Trial trial) {
        try {
            List<BackupMarker> all = trial.complete("dr");
            all.reversed().stream()
                    .filter(backup -> Trial.buildsOn(backup, all.getFirst(), all))
                    .forEach(backup ->
                            trial.api.act("DELETE", "/clusters/" + Trial.CLUSTER + "/backups/" + backup.backup()));
            trial.api.act("POST", "/clusters/" + Trial.CLUSTER + "/retention");
        } catch (LifeboatException killed) {
            System.out.println("[INFO]   retention was interrupted: " + killed.explanation());
        }
    }

    /** One region is away while a backup is taken, and gets it when it is back; until the first part is there. */
    private static void copyAFull(Trial trial) {
        Path dr = trial.service.data().region("dr");
        Path aside = dr.resolveSibling("dr-aside");
        move(dr, aside);
        Awaitility.await("the region is closed")
                .atMost(PATIENCE)
                .until(() -> !trial.api.get("/regions/dr").path("open").asBoolean());
        String backup = trial.api.backup(Trial.CLUSTER, "full").path("backupId").asText();
        move(aside, dr);
        Path parts = dr.resolve(trial.keys.parts(new BackupId(backup)));
        Awaitility.await("the copy has begun").atMost(PATIENCE).until(() -> Files.exists(parts));
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
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
                failure.set(e);
            }
        }

        /** It has not fallen silent, and so what comes back in the end was written through all of it. */
        void assertStillWrites() {
            long before = highest.get();
            Awaitility.await("further rows")
                    .atMost(PATIENCE)
                    .until(() -> highest.get() > before || failure.get() != null);
            assertThat(failure.get()).isNull();
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
