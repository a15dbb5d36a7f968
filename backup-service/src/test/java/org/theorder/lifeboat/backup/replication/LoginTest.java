package org.theorder.lifeboat.backup.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

class LoginTest {
    @Test
    void startsInReplicationModeAndReadsTheVersion() throws IOException {
        AtomicReference<String> startup = new AtomicReference<>();
        try (FakeServer server = new FakeServer(client -> {
                    startup.set(client.startup());
                    client.send(new ServerBytes().admitted("18.6 (Debian 18.6-1)"));
                });
                ReplicationConnection connection = server.connect()) {
            assertThat(connection.version()).isEqualTo(new ServerVersion(180006));
        }
        assertThat(startup.get())
                .contains("user\0lifeboat_backup\0", "replication\0true\0", "client_encoding\0UTF8\0")
                .endsWith("\0\0");
    }

    @Test
    void md5AnswerIsTheOneThatPostgresqlComputes() throws IOException {
        AtomicReference<byte[]> answer = new AtomicReference<>();
        try (FakeServer server = new FakeServer(client -> {
                    client.startup();
                    client.send(new ServerBytes().message('R', m -> m.number(5).raw(new byte[] {1, 2, 3, 4})));
                    answer.set(client.message());
                    client.send(new ServerBytes().admitted("15.9"));
                });
                ReplicationConnection connection = server.connect()) {
            assertThat(connection.version().major()).isEqualTo(15);
        }
        // select 'md5' || md5((md5('secret-word' || 'lifeboat_backup'))::bytea || '\x01020304'::bytea)
        assertThat(new String(answer.get(), StandardCharsets.US_ASCII))
                .startsWith("md5")
                .hasSize(3 + 32 + 1);
    }

    @Test
    void passwordIsNotSentInClearWithoutTls() throws IOException {
        AtomicReference<Integer> got = new AtomicReference<>(0);
        try (FakeServer server = new FakeServer(client -> {
            client.startup();
            client.send(new ServerBytes().message('R', m -> m.number(3)));
            got.set(client.in().read());
        })) {
            assertFails(server, ErrorCode.CREDENTIALS_REFUSED, "without TLS");
        }
        assertThat(got.get()).isLessThanOrEqualTo(0);
    }

    @Test
    void serverThatSkipsItsOwnProofIsRefused() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.startup();
            client.send(new ServerBytes()
                    .message('R', m -> m.number(10).text("SCRAM-SHA-256").octet(0)));
            client.message();
            client.send(new ServerBytes().admitted("18.6"));
            client.waitForEnd();
        })) {
            assertFails(server, ErrorCode.CREDENTIALS_REFUSED, "proof");
        }
    }

    @Test
    void scramIterationsAreBounded() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.startup();
            client.send(new ServerBytes()
                    .message('R', m -> m.number(10).text("SCRAM-SHA-256").octet(0)));
            String first = new String(client.message(), StandardCharsets.UTF_8);
            String nonce = first.substring(first.indexOf("r=") + 2);
            client.send(new ServerBytes()
                    .message(
                            'R',
                            m -> m.number(11)
                                    .raw(("r=" + nonce + "abc,s=QSXCR+Q6sek8bf92,i=2000000000")
                                            .getBytes(StandardCharsets.UTF_8))));
            client.waitForEnd();
        })) {
            assertFails(server, ErrorCode.PROTOCOL_BROKEN, "iterations");
        }
    }

    @Test
    void brokenScramIsAnErrorOfTheProtocol() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.startup();
            client.send(new ServerBytes()
                    .message('R', m -> m.number(10).text("SCRAM-SHA-256").octet(0)));
            client.message();
            client.send(new ServerBytes()
                    .message('R', m -> m.number(11).raw("hello".getBytes(StandardCharsets.UTF_8))));
            client.waitForEnd();
        })) {
            assertFails(server, ErrorCode.PROTOCOL_BROKEN, "SCRAM");
        }
    }

    @Test
    void oldVersionIsRefusedWithWhatToDo() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.startup();
            client.send(new ServerBytes().admitted("14.11"));
            client.waitForEnd();
        })) {
            assertFails(server, ErrorCode.SERVER_UNSUITABLE, "15 or newer");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, password authentication failed, CREDENTIALS_REFUSED, correct the cluster's password",
        "28000, no pg_hba.conf entry, CREDENTIALS_REFUSED, pg_hba.conf",
        "42501, permission denied, PRIVILEGE_MISSING, ALTER ROLE",
        "53300, number of requested standby connections exceeds max_wal_senders (currently 0), SERVER_UNSUITABLE, wal_level",
        "53300, number of requested standby connections exceeds max_wal_senders (currently 10), BUSY, max_wal_senders",
        "57P03, the database system is starting up, SERVER_UNREACHABLE, starting",
        "08P01, nonsense, PROTOCOL_BROKEN, nonsense"
    })
    void refusalAtLoginHasItsCodeAndRemedy(String state, String text, ErrorCode code, String remedy)
            throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.startup();
            client.send(new ServerBytes().error("FATAL", state, text));
        })) {
            assertFails(server, code, remedy);
        }
    }

    @Test
    void serverWithoutTlsIsRefusedWhenTlsIsRequired() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.startup();
            client.out().write('N');
            client.waitForEnd();
        })) {
            assertThatThrownBy(() ->
                            ReplicationConnection.open(server.address(SslMode.VERIFY_FULL), Duration.ofSeconds(2)))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER_UNSUITABLE))
                    .hasMessageContaining("ssl = on");
        }
    }

    @Test
    void preferGoesOnWithoutTls() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
                    client.startup();
                    client.out().write('N');
                    client.admit();
                });
                ReplicationConnection connection =
                        ReplicationConnection.open(server.address(SslMode.PREFER), Duration.ofSeconds(2))) {
            assertThat(connection.version().major()).isEqualTo(18);
        }
    }

    @Test
    void somethingElseOnThePortIsNotTakenForPostgresql() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.startup();
            client.out().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.waitForEnd();
        })) {
            assertFails(server, ErrorCode.PROTOCOL_BROKEN, "something else listening");
        }
    }

    @Test
    void silentServerIsGivenUp() throws IOException {
        try (FakeServer server = new FakeServer(FakeServer.Client::waitForEnd)) {
            assertFails(server, ErrorCode.SERVER_UNREACHABLE, "said nothing for 2 s");
        }
    }

    @Test
    void nobodyListeningSaysSo() throws IOException {
        int port;
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = once.getLocalPort();
        }
        ServerAddress nobody = new ServerAddress(
                "127.0.0.1", port, "u", new Password.Inline("p"), SslMode.DISABLE, null, null, Duration.ofSeconds(1));
        assertThatThrownBy(() -> ReplicationConnection.open(nobody, Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVER_UNREACHABLE))
                .hasMessageContaining("check that the server runs");
    }

    @Test
    void passwordNeverShows() {
        ServerAddress address = new ServerAddress(
                "db",
                5432,
                "u",
                new Password.Inline("secret-word"),
                SslMode.DISABLE,
                null,
                null,
                Duration.ofSeconds(1));
        assertThat(address.toString()).doesNotContain("secret-word");
    }

    private static void assertFails(FakeServer server, ErrorCode code, String part) {
        assertThatThrownBy(server::connect)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(part)
                .hasMessageNotContaining("secret-word");
    }
}
