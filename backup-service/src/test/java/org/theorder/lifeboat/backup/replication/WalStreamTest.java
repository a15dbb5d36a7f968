package org.theorder.lifeboat.backup.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

class WalStreamTest {
    private static final Lsn FROM = Lsn.parse("0/3000000");
    private static final long START = FROM.value();

    @Test
    void walKeepalivesAndTimesArrive() throws IOException {
        byte[] large = new byte[2 * Buffers.SIZE];
        new Random(1).nextBytes(large);
        Recording recording = stream(streaming()
                .wal(START, START + 5, 1_000_000, new byte[] {1, 2, 3})
                .keepalive(START + 3, 2_000_000, true)
                .wal(START + 3, START + 3 + large.length, 3_000_000, large)
                .message('C', m -> m.text("COPY 0")));
        assertThat(recording.events)
                .containsExactly(
                        "sent 0/3000005 2000-01-01T00:00:01Z",
                        "keepalive 0/3000003 2000-01-01T00:00:02Z true",
                        "sent " + new Lsn(START + 3 + large.length) + " 2000-01-01T00:00:03Z");
        assertThat(recording.wal.toByteArray()).hasSize(3 + large.length).endsWith(large);
        assertThat(recording.end).isInstanceOf(StreamEnd.ServerStopped.class);
    }

    @Test
    void endOfTimelineNamesTheNextOne() throws IOException {
        Recording recording = stream(
                streaming().copyDone().result("2", "0/3000150").complete().ready());
        assertThat(recording.end).isEqualTo(new StreamEnd.TimelineEnded(2, Lsn.parse("0/3000150")));
    }

    @Test
    void timelineThatEndsWhereWeBeginIsOverAtOnce() throws IOException {
        Recording recording =
                stream(new ServerBytes().result("3", "0/3000000").complete().ready());
        assertThat(recording.end).isEqualTo(new StreamEnd.TimelineEnded(3, FROM));
    }

    @Test
    void gapInTheStreamIsRefused() {
        assertFails(streaming().wal(START + 8, START + 16, 0, new byte[8]), ErrorCode.PROTOCOL_BROKEN, "was to come");
    }

    @Test
    void removedWalIsAGap() {
        assertFails(
                new ServerBytes()
                        .error(
                                "ERROR",
                                "58P01",
                                "requested WAL segment 000000010000000000000003 has already been removed")
                        .ready(),
                ErrorCode.WAL_GAP,
                "full backup");
    }

    @Test
    void invalidatedSlotIsLost() {
        assertFails(
                new ServerBytes()
                        .error("ERROR", "55000", "can no longer access replication slot")
                        .ready(),
                ErrorCode.SLOT_LOST,
                "max_slot_wal_keep_size");
    }

    @Test
    void slotInUseIsTold() {
        assertFails(
                new ServerBytes()
                        .error("ERROR", "55006", "replication slot is active for PID 1")
                        .ready(),
                ErrorCode.SLOT_IN_USE,
                "in use");
    }

    @Test
    void statusHasTheThreePositionsAndTheClock() throws IOException {
        AtomicReference<byte[]> status = new AtomicReference<>();
        try (FakeServer server = new FakeServer(client -> {
                    client.admit();
                    client.message();
                    client.send(streaming());
                    status.set(client.message());
                    client.send(new ServerBytes().message('C', m -> m.text("COPY 0")));
                });
                ReplicationConnection connection = server.connect()) {
            WalStream stream = connection.startReplication("lifeboat_shop", FROM, 1);
            stream.status(FROM.plus(8), FROM, true, Clock.fixed(Instant.parse("2000-01-01T00:00:01Z"), ZoneOffset.UTC));
            stream.run(new Recording());
        }
        assertThat(status.get())
                .isEqualTo(ServerBytes.body(m -> m.octet('r')
                        .number(START + 8)
                        .number(START)
                        .number(START)
                        .number(1_000_000L)
                        .octet(1)));
    }

    @Test
    void abortEndsTheWait() throws Exception {
        try (FakeServer server = new FakeServer(client -> {
                    client.admit();
                    client.message();
                    client.send(streaming());
                    client.waitForEnd();
                });
                ReplicationConnection connection = server.connect()) {
            WalStream stream = connection.startReplication("lifeboat_shop", FROM, 1);
            Thread aborter = Thread.ofVirtual().start(connection::abort);
            assertThatThrownBy(() -> stream.run(new Recording())).isInstanceOf(LifeboatException.class);
            aborter.join();
        }
    }

    private static ServerBytes streaming() {
        return new ServerBytes().message('W', m -> m.octet(0).shortNumber(0));
    }

    private static void assertFails(ServerBytes bytes, ErrorCode code, String part) {
        assertThatThrownBy(() -> stream(bytes))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(part);
    }

    private static Recording stream(ServerBytes bytes) throws IOException {
        Recording recording = new Recording();
        try (FakeServer server = new FakeServer(client -> {
                    client.admit();
                    client.message();
                    client.send(bytes);
                    client.waitForEnd();
                });
                ReplicationConnection connection = server.connect()) {
            recording.end =
                    connection.startReplication("lifeboat_shop", FROM, 1).run(recording);
        }
        return recording;
    }

    private static final class Recording implements WalSink {
        final List<String> events = new ArrayList<>();
        final ByteArrayOutputStream wal = new ByteArrayOutputStream();
        StreamEnd end;

        @Override
        public void wal(Lsn start, ByteBuffer bytes) {
            assertThat(start.value()).isEqualTo(START + wal.size());
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            wal.writeBytes(copy);
        }

        @Override
        public void sent(Lsn serverFlushed, Instant sentAt) {
            events.add("sent " + serverFlushed + " " + sentAt);
        }

        @Override
        public void keepalive(Lsn sentUpTo, Instant sentAt, boolean replyWanted) {
            events.add("keepalive " + sentUpTo + " " + sentAt + " " + replyWanted);
        }
    }
}
