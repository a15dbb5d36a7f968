package org.theorder.lifeboat.backup.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** UPLOAD_MANIFEST and what servers answer to an incremental. Correctness line 11. */
class ManifestUploadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final BaseBackupOptions INCREMENTAL =
            new BaseBackupOptions("label", true, OptionalInt.empty(), true);

    @Test
    void incrementalIsAskedFor() {
        assertThat(INCREMENTAL.command()).endsWith("TABLESPACE_MAP, INCREMENTAL)");
    }

    @Test
    void manifestArrivesByteForByte() throws Exception {
        byte[] manifest = new byte[100_000];
        new Random(7).nextBytes(manifest);
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        try (FakeServer server = new FakeServer(client -> {
                    client.admit();
                    client.message();
                    client.send(copyIn());
                    received.complete(copied(client));
                    client.send(new ServerBytes().complete().ready());
                    client.waitForEnd();
                });
                ReplicationConnection connection = server.connect()) {
            connection.uploadManifest(new ByteArrayInputStream(manifest), PATIENCE);
            assertThat(received.get(5, TimeUnit.SECONDS)).isEqualTo(manifest);
        }
    }

    @Test
    void manifestThatTheServerDoesNotAcceptBreaksTheChain() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
                    client.admit();
                    client.message();
                    client.send(copyIn());
                    copied(client);
                    client.send(new ServerBytes()
                            .error("ERROR", "XX000", "manifest checksum mismatch")
                            .ready());
                    client.waitForEnd();
                });
                ReplicationConnection connection = server.connect()) {
            assertThatThrownBy(() -> connection.uploadManifest(new ByteArrayInputStream(new byte[3]), PATIENCE))
                    .satisfies(code(ErrorCode.CHAIN_BROKEN))
                    .hasMessageContaining("manifest checksum mismatch");
        }
    }

    @Test
    void serverIsToldWhenTheManifestCannotBeReadToItsEnd() throws Exception {
        CompletableFuture<Byte> last = new CompletableFuture<>();
        try (FakeServer server = new FakeServer(client -> {
                    client.admit();
                    client.message();
                    client.send(copyIn());
                    byte type = client.in().readByte();
                    while (type == 'd') {
                        client.in().skipNBytes(client.in().readInt() - 4L);
                        type = client.in().readByte();
                    }
                    last.complete(type);
                    client.send(new ServerBytes()
                            .error("ERROR", "57014", "COPY from stdin failed")
                            .ready());
                    client.waitForEnd();
                });
                ReplicationConnection connection = server.connect()) {
            InputStream damaged = new FilterInputStream(new ByteArrayInputStream(new byte[20_000])) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int count = super.read(target, offset, length);
                    if (count < 0) {
                        throw new LifeboatException(ErrorCode.CORRUPT, "it is damaged");
                    }
                    return count;
                }
            };
            assertThatThrownBy(() -> connection.uploadManifest(damaged, PATIENCE))
                    .satisfies(code(ErrorCode.CORRUPT))
                    .hasMessageContaining("it is damaged");
            assertThat(last.get(5, TimeUnit.SECONDS)).isEqualTo((byte) 'f');
        }
    }

    @Test
    void answersThatMeanCannotAskForAFull() throws IOException {
        for (String answer : new String[] {
            "incremental backups cannot be taken unless WAL summarization is enabled",
            "WAL summaries are required on timeline 1 from 0/2000028 to 0/5000028, but no summaries for that timeline"
                    + " and LSN range exist",
            "WAL summaries are required on timeline 1 from 0/2000028 to 0/5000028, but the summaries for that timeline"
                    + " and LSN range are incomplete",
            "manifest requires WAL from final timeline 1 ending at 0/5000100, but this backup starts at 0/4000028",
            "manifest requires WAL from initial timeline 2 starting at 0/4000028, but that timeline begins at 0/5000000",
            "WAL summarization is not progressing"
        }) {
            assertIncrementalFails("55000", answer, ErrorCode.SUMMARIES_MISSING);
        }
    }

    @Test
    void otherAnswersDoNot() throws IOException {
        assertIncrementalFails("XX001", "invalid page", ErrorCode.CORRUPT);
        assertIncrementalFails("57P01", "terminating connection", ErrorCode.SERVER_UNREACHABLE);
        assertIncrementalFails("42501", "permission denied", ErrorCode.PRIVILEGE_MISSING);
        assertIncrementalFails("53100", "could not extend file", ErrorCode.NO_SPACE);
    }

    @Test
    void versionsWithTheFixAreTrusted() {
        for (int number : new int[] {170_008, 170_011, 180_002, 180_006, 190_000}) {
            assertThat(new ServerVersion(number).takesIncrementals())
                    .as("" + number)
                    .isTrue();
        }
        for (int number : new int[] {150_018, 160_014, 170_007, 180_001}) {
            assertThat(new ServerVersion(number).takesIncrementals())
                    .as("" + number)
                    .isFalse();
        }
    }

    private static void assertIncrementalFails(String state, String text, ErrorCode code) throws IOException {
        try (FakeServer server = new FakeServer(client -> {
                    client.admit();
                    client.message();
                    client.send(new ServerBytes().error("ERROR", state, text).ready());
                    client.waitForEnd();
                });
                ReplicationConnection connection = server.connect()) {
            assertThatThrownBy(() -> connection.baseBackup(INCREMENTAL, PATIENCE, new RecordingSink()))
                    .as(text)
                    .satisfies(code(code))
                    .hasMessageContaining(text);
        }
    }

    private static ServerBytes copyIn() {
        return new ServerBytes().message('G', m -> m.octet(0).shortNumber(0));
    }

    private static byte[] copied(FakeServer.Client client) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte type = client.in().readByte(); type == 'd'; type = client.in().readByte()) {
            all.write(client.in().readNBytes(client.in().readInt() - 4));
        }
        client.in().skipNBytes(4);
        return all.toByteArray();
    }

    private static java.util.function.Consumer<Throwable> code(ErrorCode code) {
        return thrown -> assertThat(((LifeboatException) thrown).code()).isEqualTo(code);
    }
}
