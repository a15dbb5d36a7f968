package org.theorder.lifeboat.backup.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Correctness line 2. */
class BaseBackupExchangeTest {
    private static final BaseBackupOptions OPTIONS = new BaseBackupOptions("it's", true, OptionalInt.of(1024));

    @Test
    void commandQuotesItsLabel() {
        assertThat(OPTIONS.command())
                .isEqualTo("BASE_BACKUP (LABEL 'it''s', CHECKPOINT 'fast', PROGRESS, WAL false, WAIT false,"
                        + " MANIFEST 'yes', MANIFEST_CHECKSUMS 'CRC32C', TABLESPACE_MAP, MAX_RATE 1024)");
    }

    @Test
    void archivesManifestAndPositionsArrive() throws IOException {
        // larger than the receive buffer, so that it comes in pieces
        byte[] large = new byte[3 * Buffers.SIZE + 17];
        Arrays.fill(large, (byte) 'x');
        RecordingSink sink = take(beginning()
                .copyData(m -> {})
                .copyData(m -> m.octet('n').text("base.tar").text(""))
                .copyData(m -> m.octet('d').raw(large))
                .copyData(m -> m.octet('d'))
                .copyData(m -> m.octet('p').number(4711L))
                .copyData(m -> m.octet('n').text("16385.tar").text("/mnt/fast"))
                .copyData(m -> m.octet('d').raw(new byte[] {1, 2, 3}))
                .copyData(m -> m.octet('m'))
                .copyData(m -> m.octet('d').raw("{}".getBytes(StandardCharsets.US_ASCII)))
                .copyDone()
                .result("0/3000100", "1")
                .complete()
                .ready());
        assertThat(sink.events)
                .containsExactly(
                        "started 0/2000028 1 [Tablespace[oid=16385, location=/mnt/fast, estimatedBytes=4096], Tablespace[oid=null, location=null, estimatedBytes=1048576]]",
                        "archive base.tar ",
                        "progress 4711",
                        "archive 16385.tar /mnt/fast",
                        "manifest",
                        "finished 0/3000100 1");
        assertThat(sink.data).isEqualTo(large.length + 3L);
        assertThat(sink.manifest.toString(StandardCharsets.US_ASCII)).isEqualTo("{}");
    }

    @Test
    void errorInTheMiddleIsTheServersError() {
        assertFails(
                beginning()
                        .copyData(m -> m.octet('n').text("base.tar").text(""))
                        .error("ERROR", "XX001", "checksum verification failure")
                        .ready(),
                ErrorCode.CORRUPT,
                "checksum verification failure");
    }

    @Test
    void slotOrSettingProblemsNameTheRemedy() {
        assertFails(
                new ServerBytes()
                        .error("ERROR", "55000", "WAL level not sufficient")
                        .ready(),
                ErrorCode.SERVER_UNSUITABLE,
                "wal_level = replica");
    }

    @Test
    void dataBeforeAnArchiveIsRefused() {
        assertFails(
                beginning().copyData(m -> m.octet('d').octet(1)),
                ErrorCode.PROTOCOL_BROKEN,
                "before it named an archive");
    }

    @Test
    void archiveAfterTheManifestIsRefused() {
        assertFails(
                beginning()
                        .copyData(m -> m.octet('m'))
                        .copyData(m -> m.octet('n').text("base.tar").text("")),
                ErrorCode.PROTOCOL_BROKEN,
                "after the manifest");
    }

    @Test
    void backupWithoutManifestIsRefused() {
        assertFails(
                beginning()
                        .copyData(m -> m.octet('n').text("base.tar").text(""))
                        .copyDone(),
                ErrorCode.PROTOCOL_BROKEN,
                "without its manifest");
    }

    @Test
    void backupThatEndsBeforeItsStartIsRefused() {
        assertFails(
                beginning().copyData(m -> m.octet('m')).copyDone().result("0/1000000", "1"),
                ErrorCode.PROTOCOL_BROKEN,
                "before its start");
    }

    @Test
    void archiveNameWithoutEndIsRefused() {
        assertFails(
                beginning().copyData(m -> m.octet('n').raw("base".getBytes(StandardCharsets.US_ASCII))),
                ErrorCode.PROTOCOL_BROKEN,
                "shorter than its content");
    }

    @Test
    void hangUpInTheMiddleIsUnreachable() {
        assertFails(
                beginning().copyData(m -> m.octet('n').text("base.tar").text("")),
                ErrorCode.SERVER_UNREACHABLE,
                "closed the connection");
    }

    private static ServerBytes beginning() {
        return new ServerBytes()
                .result("0/2000028", "1")
                .message('T', m -> m.shortNumber(0))
                .row("16385", "/mnt/fast", "4")
                .row(null, null, "1024")
                .complete()
                .message('H', m -> m.octet(0).shortNumber(0));
    }

    private static void assertFails(ServerBytes bytes, ErrorCode code, String part) {
        assertThatThrownBy(() -> take(bytes))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(part);
    }

    private static RecordingSink take(ServerBytes bytes) throws IOException {
        RecordingSink sink = new RecordingSink();
        try (FakeServer server = new FakeServer(client -> {
                    client.admit();
                    client.message();
                    client.send(bytes);
                });
                ReplicationConnection connection = server.connect()) {
            connection.baseBackup(OPTIONS, Duration.ofSeconds(2), sink);
        }
        return sink;
    }
}
