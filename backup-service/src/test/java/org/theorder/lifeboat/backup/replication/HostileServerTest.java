package org.theorder.lifeboat.backup.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/** Whatever a server sends, the client ends with its own exception, soon, and without taking memory for it. */
class HostileServerTest {
    private static final int ROUNDS = 150;

    @Test
    void lengthThatNoMessageHasIsRefused() throws IOException {
        for (int length : new int[] {0, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertRefused(new ServerBytes().octet('T').number(length));
        }
    }

    @Test
    void columnLongerThanItsMessageIsRefused() throws IOException {
        for (int length : new int[] {-2, 100, Integer.MAX_VALUE}) {
            assertRefused(new ServerBytes()
                    .message('D', m -> m.shortNumber(1).number(length).octet(1)));
        }
    }

    @Test
    void rowWithTooManyColumnsIsRefused() throws IOException {
        assertRefused(new ServerBytes().message('D', m -> m.shortNumber(65535)));
    }

    @Test
    void errorWithoutEndIsRefused() throws IOException {
        assertRefused(new ServerBytes().message('E', m -> m.octet('M').raw(new byte[] {'a', 'b'})));
    }

    @Test
    void endlessTextIsRefused() throws IOException {
        byte[] endless = new byte[MessageReader.LONGEST_TEXT + 10];
        java.util.Arrays.fill(endless, (byte) 'a');
        assertRefused(new ServerBytes()
                .message('E', m -> m.octet('M').raw(endless).octet(0).octet(0)));
    }

    @Test
    void answerThatIsNoAnswerIsRefused() throws IOException {
        assertRefused(new ServerBytes().result("-5", "1", "0/1").ready());
        assertRefused(new ServerBytes().result("5", "0", "0/1").ready());
        assertRefused(new ServerBytes().result("5", "99999999999", "0/1").ready());
        assertRefused(new ServerBytes().result("5", "1", "nonsense").ready());
        assertRefused(new ServerBytes().result("5").ready());
        assertRefused(new ServerBytes().result(null, "1", "0/1").ready());
        assertRefused(new ServerBytes().ready());
    }

    @Test
    void controlCharactersInAnErrorDoNotReachTheLog() throws IOException {
        try (FakeServer server = answering(new ServerBytes()
                        .error("ERROR", "XX000", "a\nb\u001b[31m")
                        .ready());
                ReplicationConnection connection = server.connect()) {
            assertThatThrownBy(connection::identifySystem)
                    .hasMessageNotContaining("\n")
                    .hasMessageNotContaining("\u001b");
        }
    }

    @Test
    void slotNameThatIsACommandIsRefused() throws IOException {
        try (FakeServer server = answering(new ServerBytes().ready());
                ReplicationConnection connection = server.connect()) {
            assertThatThrownBy(() -> connection.createSlot("x PHYSICAL; DROP"))
                    .isInstanceOfSatisfying(
                            LifeboatException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID));
        }
    }

    @Test
    void randomAnswersEndWithOurException() throws IOException {
        Random random = new Random(20261122);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            // half of them begin like a message, so that the noise gets past the first check
            ServerBytes bytes = new ServerBytes();
            if (random.nextBoolean()) {
                bytes.message("TDCEZNSdcHWvR".charAt(random.nextInt(13)), m -> m.raw(noise));
            }
            bytes.raw(noise);
            assertOwnException(bytes, random.nextInt(3));
        }
    }

    private static void assertOwnException(ServerBytes bytes, int command) throws IOException {
        try (FakeServer server = answering(bytes);
                ReplicationConnection connection = server.connect()) {
            assertThatThrownBy(() -> {
                        switch (command) {
                            case 0 -> connection.identifySystem();
                            case 1 ->
                                connection.baseBackup(
                                        new BaseBackupOptions("x", true, OptionalInt.empty()),
                                        Duration.ofSeconds(2),
                                        new RecordingSink());
                            default ->
                                connection.startReplication("s", new Lsn(0), 1).run(new Deaf());
                        }
                    })
                    .isInstanceOf(LifeboatException.class);
        }
    }

    private static void assertRefused(ServerBytes bytes) throws IOException {
        try (FakeServer server = answering(bytes);
                ReplicationConnection connection = server.connect()) {
            assertThatThrownBy(connection::identifySystem)
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_BROKEN));
        }
    }

    private static FakeServer answering(ServerBytes bytes) throws IOException {
        return new FakeServer(client -> {
            client.admit();
            client.message();
            client.send(bytes);
        });
    }

    private static final class Deaf implements WalSink {
        @Override
        public void wal(Lsn start, ByteBuffer bytes) {}

        @Override
        public void sent(Lsn serverFlushed, Instant sentAt) {}

        @Override
        public void keepalive(Lsn sentUpTo, Instant sentAt, boolean replyWanted) {}
    }
}
