package org.theorder.lifeboat.backup.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/** The client against the oldest and the newest PostgreSQL that are supported. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicationConnectionIT {
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final List<Protected> servers = new ArrayList<>();

    @BeforeAll
    void startServers(@TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.NEVER) Path folder) {
        servers.add(Embedded18.start(folder.resolve("18"), Map.of()));
        servers.getFirst().createRole();
        servers.add(Embedded18.startVersion(15, folder.resolve("15"), Map.of()));
    }

    @AfterAll
    void stopServers() {
        servers.forEach(Protected::close);
    }

    Stream<Protected> servers() {
        return servers.stream();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void identifiesTheSystemAndReadsSettings(Protected server) {
        try (ReplicationConnection connection = open(server)) {
            SystemIdentity identity = connection.identifySystem();
            assertThat(Long.toUnsignedString(identity.systemIdentifier()))
                    .isEqualTo(server.query("select system_identifier from pg_control_system()"));
            assertThat(identity.timeline()).isEqualTo(1);
            assertThat(String.valueOf(connection.version().number()))
                    .isEqualTo(server.query("select current_setting('server_version_num')"));
            assertThat(connection.walSegmentSize()).isEqualTo(16 << 20);
            assertThat(connection.show("wal_level")).isEqualTo("replica");
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void slotKeepsWalFromItsCreation(Protected server) {
        try (ReplicationConnection connection = open(server)) {
            assertThat(connection.readSlot("made_here")).isEmpty();
            connection.createSlot("made_here");
            SlotState state = connection.readSlot("made_here").orElseThrow();
            assertThat(state.restartLsn()).isNotNull();
            assertThat(state.restartTimeline()).isEqualTo(1);
            assertCode(() -> connection.createSlot("made_here"), ErrorCode.ALREADY_EXISTS);
            connection.dropSlot("made_here");
            assertCode(() -> connection.dropSlot("made_here"), ErrorCode.SLOT_LOST);
            // the connection survives its errors
            assertThat(connection.identifySystem().timeline()).isEqualTo(1);
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void baseBackupIsATarOfTheDataDirectoryWithItsManifest(Protected server) throws Exception {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        RecordingSink sink = new RecordingSink() {
            @Override
            public void data(ByteBuffer bytes) {
                while (bytes.hasRemaining()) {
                    tar.write(bytes.get());
                }
            }
        };
        try (ReplicationConnection connection = open(server)) {
            connection.baseBackup(
                    new BaseBackupOptions("it's a test", true, OptionalInt.empty()), Duration.ofMinutes(1), sink);
            assertThat(connection.identifySystem().timeline()).isEqualTo(1);
        }
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream entries = new TarArchiveInputStream(new ByteArrayInputStream(tar.toByteArray()))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertThat(names).startsWith("backup_label").contains("PG_VERSION", "base/1/PG_VERSION");
        assertThat(names.getLast()).isEqualTo("global/pg_control");
        assertThat(sink.events.getFirst()).startsWith("started 0/");
        assertThat(sink.events.getLast()).startsWith("finished 0/");
        assertThat(sink.manifest.toString(java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("{ \"PostgreSQL-Backup-Manifest-Version\"")
                .contains("CRC32C", "Manifest-Checksum");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void walArrivesAndKeepalivesAnswer(Protected server) throws Exception {
        try (ReplicationConnection connection = open(server)) {
            connection.createSlot("streamed");
            Lsn from = connection.identifySystem().flushed();
            Lsn begin = new Lsn(from.value() & -(16L << 20));
            WalStream stream = connection.startReplication("streamed", begin, 1);
            server.sql(
                    "create table if not exists walled (n int)",
                    "insert into walled select generate_series(1, 100000)");
            Lsn target = Lsn.parse(server.query("select pg_current_wal_flush_lsn()"));
            CountDownLatch answered = new CountDownLatch(1);
            Reached sink = new Reached(target, answered);
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    stream.run(sink);
                } catch (LifeboatException e) {
                    // aborted below
                    sink.broken = true;
                }
            });
            assertThat(sink.reached.await(20, TimeUnit.SECONDS)).isTrue();
            stream.status(target, target, true, Clock.systemUTC());
            assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
            connection.abort();
            reader.join();
        }
        dropWhenFree(server, "streamed");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void removedWalIsAGap(Protected server) {
        try (ReplicationConnection connection = open(server)) {
            connection.createSlot("late");
            assertCode(
                    () -> connection
                            .startReplication("late", new Lsn(0), 1)
                            .run(new Reached(Lsn.ZERO, new CountDownLatch(1))),
                    ErrorCode.WAL_GAP);
        }
        dropWhenFree(server, "late");
    }

    /** The old walsender may need a moment to notice that its client is gone. */
    private static void dropWhenFree(Protected server, String slot) {
        try (ReplicationConnection connection = open(server)) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                connection.dropSlot(slot);
                return true;
            });
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void wrongPasswordAndMissingPrivilegeSayWhatToDo(Protected server) {
        assertThatThrownBy(() -> ReplicationConnection.open(server.address(Protected.ROLE, "wrong"), SILENCE))
                .satisfies(e -> assertThat(((LifeboatException) e).code()).isEqualTo(ErrorCode.CREDENTIALS_REFUSED))
                .hasMessageContaining("correct the cluster's password");
        server.sql("drop role if exists plain", "create role plain login password 'plain'");
        assertThatThrownBy(() -> ReplicationConnection.open(server.address("plain", "plain"), SILENCE))
                .satisfies(e -> assertThat(((LifeboatException) e).code()).isEqualTo(ErrorCode.PRIVILEGE_MISSING))
                .hasMessageContaining("ALTER ROLE \"plain\" REPLICATION");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void oldMd5PasswordsWork(Protected server) throws Exception {
        server.sql(
                "set password_encryption = 'md5'; drop role if exists elder; create role elder login replication password 'elder-word'");
        Path rules = server.dataDirectory().resolve("pg_hba.conf");
        String before = java.nio.file.Files.readString(rules);
        java.nio.file.Files.writeString(rules, "host replication elder 127.0.0.1/32 md5\n" + before);
        server.sql("select pg_reload_conf()");
        org.awaitility.Awaitility.await().ignoreExceptions().untilAsserted(() -> {
            try (ReplicationConnection connection =
                    ReplicationConnection.open(server.address("elder", "elder-word"), SILENCE)) {
                assertThat(connection.identifySystem().timeline()).isEqualTo(1);
            }
        });
        java.nio.file.Files.writeString(rules, before);
        server.sql("select pg_reload_conf()");
    }

    @Test
    void walLevelMinimalSaysWhatToSet(@TempDir Path folder) {
        try (Protected server = Embedded18.start(
                folder, Map.of("wal_level", "minimal", "max_wal_senders", "0", "summarize_wal", "off"))) {
            server.createRole();
            assertThatThrownBy(() -> open(server))
                    .satisfies(e -> assertThat(((LifeboatException) e).code()).isEqualTo(ErrorCode.SERVER_UNSUITABLE))
                    .hasMessageContaining("wal_level = replica");
        }
    }

    private static ReplicationConnection open(Protected server) {
        return ReplicationConnection.open(server.address(), SILENCE);
    }

    private static void assertCode(Runnable action, ErrorCode code) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static final class Reached implements WalSink {
        private final Lsn target;
        private final CountDownLatch answered;
        final CountDownLatch reached = new CountDownLatch(1);
        volatile boolean broken;

        Reached(Lsn target, CountDownLatch answered) {
            this.target = target;
            this.answered = answered;
        }

        @Override
        public void wal(Lsn start, ByteBuffer bytes) {
            if (!start.plus(bytes.remaining()).isBefore(target)) {
                reached.countDown();
            }
        }

        @Override
        public void sent(Lsn serverFlushed, Instant sentAt) {
            assertThat(sentAt).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        }

        @Override
        public void keepalive(Lsn sentUpTo, Instant sentAt, boolean replyWanted) {
            if (reached.getCount() == 0) {
                answered.countDown();
            }
        }
    }
}
