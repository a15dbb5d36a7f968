package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.servers.test.PostgresTools;

/**
 * The repository is unpacked with zstd and tar, and PostgreSQL's own programs say what it is worth: pg_verifybackup of
 * every backup, pg_combinebackup of the chain, pg_waldump of the WAL, pg_amcheck of what was restored. Correctness line 1,
 * Correctness line 4, Correctness line 5, Correctness line 9.
 */
class PostgresToolsIT {
    private static final String UNPACK = """
            set -eu
            mkdir -m 700 "$2"
            cat "$1"/parts/base-*.tar.zst | zstd -dq | tar -x --no-same-owner -C "$2"
            zstd -dq "$1/backup_manifest.zst" -o "$2/backup_manifest"
            """;

    @Test
    void postgresqlsOwnProgramsAcceptWhatIsStored(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws IOException {
        PostgresTools tools = PostgresTools.orSkip();
        try (Trial trial = new Trial(folder)) {
            for (int table = 0; table < 3; table++) {
                trial.source.execute(
                        "model",
                        List.of("CREATE TABLE t" + table
                                + " AS SELECT g id, md5(g::text) b FROM generate_series(1, 20000) g"));
            }
            trial.protect();
            trial.api.backup(Trial.CLUSTER, "full");
            for (int round = 0; round < 2; round++) {
                trial.source.execute(
                        "model",
                        List.of(
                                "UPDATE t1 SET b = b || 'x' WHERE id % 50 = 1",
                                "DELETE FROM t2 WHERE id > 5000", "VACUUM t2"));
                trial.incremental();
            }
            verify(trial, tools, folder);
        }
    }

    private static void verify(Trial trial, PostgresTools tools, Path folder) throws IOException {
        List<Path> unpacked = new ArrayList<>();
        List<BackupMarker> backups =
                new ClusterRepository(trial.region("dr"), trial.keys).backups().complete();
        for (BackupMarker backup : backups) {
            Path place = folder.resolve("unpacked-" + backup.backup());
            Path stored = trial.service.data().region("dr").resolve(trial.keys.backup(backup.backup()));
            unpack(stored, place);
            tools.run("pg_verifybackup", "--no-parse-wal", place.toString());
            unpacked.add(place);
        }
        assertThat(unpacked.getLast().resolve("backup_label")).content().contains("INCREMENTAL FROM LSN");
        Path combined = folder.resolve("combined");
        tools.combine(unpacked, combined, Map.of());
        tools.run("pg_verifybackup", "--no-parse-wal", combined.toString());
        checkRestored(trial, tools, backups.getLast(), folder);
    }

    private static void unpack(Path stored, Path place) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", UNPACK, "unpack", stored.toString(), place.toString())
                    .inheritIO()
                    .start();
            assertThat(process.waitFor()).as("unpacking %s", stored).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void checkRestored(Trial trial, PostgresTools tools, BackupMarker newest, Path folder) {
        Photo end = trial.source.photo("the-end");
        trial.awaitDurable(end);
        Path place = folder.resolve("restored");
        Restores restores = trial.restores(List.of("dr"));
        try (Source restored = restores.until(end, newest, place, trial.tablespaces(place))) {
            restored.promote();
            assertThat(restored.tables()).isEqualTo(end.tables());
            restored.execute("model", List.of("CREATE EXTENSION IF NOT EXISTS amcheck"));
            tools.run(
                    Map.of("PGPASSWORD", restored.server().password()),
                    "pg_amcheck",
                    List.of(
                            "--host=127.0.0.1",
                            "--port=" + restored.server().port(),
                            "--username=postgres",
                            "--heapallindexed",
                            "model"));
        }
        String records = tools.run(
                "pg_waldump",
                "--path=" + place.resolve("wal"),
                "--timeline=" + newest.timeline(),
                "--start=" + newest.startLsn(),
                "--end=" + newest.stopLsn());
        assertThat(records).contains("BACKUP_END");
    }
}
