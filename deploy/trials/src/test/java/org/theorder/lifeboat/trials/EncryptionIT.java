package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.local.suite.RestoreServiceAlone;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.testing.DocumentedCommands;
import org.theorder.lifeboat.servers.Unprivileged;

/**
 * Both packaged services with age: backup-service has public keys only, keys are changed in the middle of a chain, and
 * restore-service, or a person with a shell, reads what the identity at hand is for and nothing else. Correctness line 19.
 */
class EncryptionIT {
    private static final String MARK = "nobody-shall-read-this-row";

    private int restores;

    @Test
    void rowsAreReadWithAnIdentityOfTheirTimeAndWithoutOneByNobody(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws IOException {
        KeyPair old = KeyPair.generate(folder.resolve("old.txt"));
        KeyPair escrow = KeyPair.generate(folder.resolve("escrow.txt"));
        KeyPair next = KeyPair.generate(folder.resolve("next.txt"));
        KeyPair stranger = KeyPair.generate(folder.resolve("stranger.txt"));
        try (Trial trial = new Trial(folder.resolve("trial"))) {
            trial.source.execute("model", List.of("CREATE TABLE notes (id bigint, note text)"));
            write(trial);
            trial.protect(Map.of("encryption.recipients", KeyPair.recipients(old, escrow)));
            trial.api.backup(Trial.CLUSTER, "full");
            write(trial);
            trial.incremental();
            write(trial);
            Photo before = trial.source.photo("before-rotation");
            // a recovering server reads ahead of its target, wal_decode_buffer_size (512 kB) at most
            write(trial);
            endSegments(trial);

            trial.service.stop();
            trial.protect(Map.of("encryption.recipients", KeyPair.recipients(next, escrow)));
            write(trial);
            trial.incremental();
            write(trial);
            Photo after = trial.source.photo("after-rotation");
            endSegments(trial);
            List<BackupMarker> chain = new ClusterRepository(trial.region("dr"), trial.keys)
                    .backups()
                    .complete();
            assertThat(chain).hasSize(3);
            assertThat(chain.getLast().parent()).isEqualTo(chain.get(1).backup());
            assertNothingIsInTheClear(trial);

            // the chain crosses the rotation: it takes both, or the escrow identity alone
            assertIsRestored(trial, after, old, next);
            assertIsRestored(trial, after, escrow);
            // what was written before needs the old one only, and stays readable with it
            assertIsRestored(trial, before, old);
            assertIsRefused(trial, before, next, old.fingerprint());
            assertIsRefused(trial, after, stranger, escrow.fingerprint());
            assertIsRefused(trial, after, null, escrow.fingerprint());

            assertEscrowIsRehearsed(trial, escrow);
            assertIsRestoredBreakingTheGlass(trial, after, escrow, stranger);
            assertIsRestoredByHand(trial, chain.getFirst(), after, escrow);
        }
    }

    /** A drill on request with nothing but the key that is kept for the worst day. */
    private static void assertEscrowIsRehearsed(Trial trial, KeyPair escrow) {
        try (RestoreServiceAlone service = trial.service.startRestores(
                Map.of("lifeboat.drill.escrow-identities", escrow.identity().toString()))) {
            JsonNode view = service.drill(Trial.CLUSTER, true);
            assertThat(view.path("state").asText()).as(view.toString()).isEqualTo("RESTORED");
            assertThat(view.path("outcome").path("checks").valueStream())
                    .anyMatch(check -> check.path("name").asText().equals("escrow-identity")
                            && check.path("passed").asBoolean());
        }
    }

    /** The self-contained jar with the escrow identity, and what it says without. */
    private void assertIsRestoredBreakingTheGlass(Trial trial, Photo photo, KeyPair escrow, KeyPair stranger) {
        DocumentedCommands.Outcome list = breakGlass(trial, "list");
        assertThat(list.exit()).as(list.output()).isZero();
        assertThat(list.output()).contains(Trial.CLUSTER + " is recoverable from ");

        Path place = place(trial).resolveSibling("broken-glass");
        String[] restore = {
            "--cluster",
            Trial.CLUSTER,
            "--to",
            photo.lsn().toString(),
            "--into",
            place.toString(),
            "--postgres",
            trial.source.server().binaries().toString(),
            "--identity"
        };
        DocumentedCommands.Outcome refused =
                breakGlass(trial, "restore", with(restore, stranger.identity().toString()));
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.output()).startsWith("lifeboat: identity-missing: ").contains(escrow.fingerprint());
        assertThat(refused.output().lines()).hasSize(1);
        assertThat(place).doesNotExist();

        DocumentedCommands.Outcome restored =
                breakGlass(trial, "restore", with(restore, escrow.identity().toString()));
        assertThat(restored.exit()).as(restored.output()).isZero();
        try (Source server = Source.start(place, trial.passwordFile(), Map.of())) {
            assertThat(server.tables()).isEqualTo(photo.tables());
        }
    }

    private static String[] with(String[] arguments, String last) {
        return Stream.concat(Stream.of(arguments), Stream.of(last)).toArray(String[]::new);
    }

    private static DocumentedCommands.Outcome breakGlass(Trial trial, String command, String... further) {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstdout.encoding=UTF-8",
                "-jar",
                Path.of(System.getProperty("lifeboat.project", "../.."))
                        .resolve("restore-service/target/lifeboat-restore.jar")
                        .toString(),
                command,
                "--repository",
                trial.service.data().region("dr").toUri().toString()));
        all.addAll(List.of(further));
        return DocumentedCommands.run(Map.of(), all.toArray(String[]::new));
    }

    private static void write(Trial trial) {
        trial.source.execute(
                "model", List.of("INSERT INTO notes SELECT g, '" + MARK + " ' || g FROM generate_series(1, 20000) g"));
    }

    /** So that no segment holds WAL of before and after a rotation. */
    private static void endSegments(Trial trial) {
        for (int i = 0; i < 2; i++) {
            trial.source.execute("postgres", List.of("SELECT pg_log_standby_snapshot()", "SELECT pg_switch_wal()"));
        }
        trial.awaitDurable(trial.source.photo("end-"
                + trial.source.value("postgres", "SELECT pg_current_wal_lsn()").replace('/', '-')));
    }

    private JsonNode restore(Trial trial, Photo photo, Path place, KeyPair... keys) {
        Map<String, String> settings = keys.length == 0
                ? Map.of()
                : Map.of(
                        "lifeboat.restore.identities",
                        Stream.of(keys).map(key -> key.identity().toString()).collect(Collectors.joining(",")));
        try (RestoreServiceAlone service = trial.service.startRestores(settings)) {
            return service.restore(new RestoreRequested(
                    new RestoreId("encryption-" + restores++),
                    new ClusterName(Trial.CLUSTER),
                    new RecoveryTarget.AtLsn(photo.lsn(), null),
                    null,
                    new RestoreRequested.Place(place.toString(), null),
                    RestoreMode.LIVE,
                    null,
                    "EncryptionIT"));
        }
    }

    private Path place(Trial trial) {
        return trial.service.data().restored().resolve("encryption-" + restores);
    }

    private void assertIsRestored(Trial trial, Photo photo, KeyPair... keys) {
        Path place = place(trial);
        JsonNode view = restore(trial, photo, place, keys);
        assertThat(view.path("state").asText()).as(view.toString()).isEqualTo("RESTORED");
        try (Source restored = Source.start(place, trial.passwordFile(), Map.of())) {
            assertThat(restored.tables()).isEqualTo(photo.tables());
        }
    }

    private void assertIsRefused(Trial trial, Photo photo, @Nullable KeyPair key, String needed) {
        Path place = place(trial);
        JsonNode view = key == null ? restore(trial, photo, place) : restore(trial, photo, place, key);
        assertThat(view.path("outcome").path("code").asText())
                .as(view.toString())
                .isEqualTo("identity-missing");
        assertThat(view.path("outcome").path("message").asText()).contains(needed);
        assertThat(place).as("nothing is written without a key").doesNotExist();
    }

    private void assertIsRestoredByHand(Trial trial, BackupMarker full, Photo photo, KeyPair key) throws IOException {
        Path target = place(trial);
        Files.createDirectories(target.getParent());
        Map<String, String> variables = new TreeMap<>(Map.of(
                "REPOSITORY", trial.service.data().region("dr").toString(),
                "CLUSTER", Trial.CLUSTER,
                "BACKUP", full.backup().value(),
                "TARGET", target.toString(),
                "TABLESPACES", target + ".tablespaces",
                "POSTGRES_BIN", trial.source.server().binaries().toString(),
                "IDENTITY", key.identity().toString()));
        DocumentedCommands page = new DocumentedCommands(
                Path.of(System.getProperty("lifeboat.project", "../..")).resolve("docs/repository-format.md"));
        for (String block : List.of("hand-verify", "hand-restore", "hand-wal")) {
            List<String> command = new ArrayList<>(Unprivileged.command(List.of("sh", "-c", page.block(block))));
            DocumentedCommands.Outcome outcome = DocumentedCommands.run(variables, command.toArray(String[]::new));
            assertThat(outcome.exit()).as("%s: %s", block, outcome.output()).isZero();
        }
        try (Source restored = Source.start(target, trial.passwordFile(), Map.of())) {
            Awaitility.await("the end of recovery")
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> restored.value("postgres", "SELECT pg_is_in_recovery()")
                            .equals("f"));
            assertThat(restored.tables()).isEqualTo(photo.tables());
        }
    }

    private static void assertNothingIsInTheClear(Trial trial) throws IOException {
        for (String region : List.of("primary", "dr")) {
            try (Stream<Path> files = Files.walk(trial.service.data().region(region))) {
                List<Path> stored = files.filter(Files::isRegularFile).toList();
                assertThat(stored.stream().filter(EncryptionIT::holdsRows))
                        .hasSizeGreaterThan(10)
                        .allSatisfy(file -> assertThat(text(file)).startsWith("age-encryption.org/v1\n"));
                assertThat(stored)
                        .allSatisfy(file -> assertThat(text(file).contains(MARK))
                                .as(file.toString())
                                .isFalse());
            }
        }
    }

    private static boolean holdsRows(Path file) {
        return file.toString().contains("/parts/")
                || (file.toString().contains("/wal/") && !file.toString().endsWith(".history"));
    }

    /** As stored, or decompressed if that is all that hides it. */
    private static String text(Path file) {
        try (InputStream in = file.toString().endsWith(".zst")
                ? Zstd.decompress(Files.newInputStream(file), 1L << 30)
                : Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
