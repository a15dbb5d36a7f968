package org.theorder.lifeboat.backup.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.servers.Certificates;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Every sslmode against a real server with TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {
    private static final String CERTIFIED = "certified";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Protected server;
    private Certificates right;
    private Certificates other;
    private Certificates ours;

    @BeforeAll
    void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) throws IOException {
        right = Certificates.forHost(folder, "localhost");
        other = Certificates.forHost(folder, "elsewhere.example.org");
        ours = Certificates.forHost(folder, CERTIFIED);
        server = Embedded18.start(
                folder.resolve("server"),
                Map.of(
                        "ssl", "on",
                        "ssl_cert_file", right.certificate().toString(),
                        "ssl_key_file", right.key().toString(),
                        "ssl_ca_file", ours.certificate().toString()));
        server.sql("create role " + CERTIFIED + " login replication password '" + Protected.ROLE_PASSWORD + "'");
        server.createRole();
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Test
    void everyModeThatAsksForTlsGetsItWithScramBoundToTheChannel() throws IOException {
        // the server lets this role in over TLS only
        Path rules = server.dataDirectory().resolve("pg_hba.conf");
        Files.writeString(
                rules,
                "hostssl replication " + Protected.ROLE + " 127.0.0.1/32 scram-sha-256\nhostnossl replication "
                        + Protected.ROLE + " all reject\n" + Files.readString(rules));
        server.sql("select pg_reload_conf()");
        Awaitility.await()
                .untilAsserted(
                        () -> assertCode(address("127.0.0.1", SslMode.DISABLE, null), ErrorCode.CREDENTIALS_REFUSED));
        assertWorks(address("127.0.0.1", SslMode.PREFER, null));
        assertWorks(address("127.0.0.1", SslMode.REQUIRE, null));
        assertWorks(address("127.0.0.1", SslMode.VERIFY_CA, right.certificate()));
        assertWorks(address("localhost", SslMode.VERIFY_FULL, right.certificate()));
    }

    @Test
    void certificateOfAnotherAuthorityIsRefused() {
        assertCode(address("127.0.0.1", SslMode.VERIFY_CA, other.certificate()), ErrorCode.CREDENTIALS_REFUSED);
        assertCode(address("localhost", SslMode.VERIFY_FULL, other.certificate()), ErrorCode.CREDENTIALS_REFUSED);
        // as in libpq: with a root certificate at hand, require verifies it
        assertCode(address("127.0.0.1", SslMode.REQUIRE, other.certificate()), ErrorCode.CREDENTIALS_REFUSED);
        // nobody the system trusts has signed it
        assertCode(address("localhost", SslMode.VERIFY_FULL, null), ErrorCode.CREDENTIALS_REFUSED);
    }

    @Test
    void certificateForAnotherHostIsRefusedByVerifyFullOnly() {
        assertCode(address("127.0.0.1", SslMode.VERIFY_FULL, right.certificate()), ErrorCode.CREDENTIALS_REFUSED);
        assertWorks(address("127.0.0.1", SslMode.VERIFY_CA, right.certificate()));
    }

    @Test
    void rootCertificateThatIsNoneSaysSo(@TempDir Path folder) throws IOException {
        Path garbage = Files.writeString(folder.resolve("root.pem"), "not a certificate");
        assertCode(address("localhost", SslMode.VERIFY_FULL, garbage), ErrorCode.CONFIGURATION_INVALID);
    }

    /** As pg_hba.conf's cert: no password, and the certificate's common name is the role. */
    @Test
    void clientCertificateOpensTheDoor(@TempDir Path folder) throws IOException {
        addRules("hostssl replication " + CERTIFIED + " 127.0.0.1/32 cert\nhostnossl replication " + CERTIFIED
                + " all reject");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertCode(certified(SslMode.REQUIRE, null), ErrorCode.CREDENTIALS_REFUSED));
        assertWorks(certified(SslMode.VERIFY_FULL, ours.asClient()));
        // no TLS is no certificate either: the server says so, and it is tried with
        assertWorks(certified(SslMode.ALLOW, ours.asClient()));
        // of an authority that the server does not know
        assertCode(certified(SslMode.REQUIRE, other.asClient()), ErrorCode.CREDENTIALS_REFUSED);
        Path garbage = Files.writeString(folder.resolve("client.key"), "not a key");
        assertThatThrownBy(() -> ReplicationConnection.open(
                        certified(SslMode.REQUIRE, new ClientCertificate(ours.certificate(), garbage)),
                        Duration.ofSeconds(10)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageContaining(garbage.toString())
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    }

    /** clientcert=verify-full asks for both, the certificate and the password. */
    @Test
    void clientCertificateIsShownBesideThePassword() throws IOException {
        addRules("hostssl postgres " + CERTIFIED + " 127.0.0.1/32 scram-sha-256 clientcert=verify-full");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> one(null))
                        .isInstanceOfSatisfying(
                                LifeboatException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_REFUSED))
                        .hasMessageContaining("certificate"));
        assertThat(one(ours.asClient())).containsExactly("1");
    }

    private List<String> one(ClientCertificate client) {
        try (SqlConnection sql =
                SqlConnection.open(certified(SslMode.VERIFY_FULL, client), "postgres", Duration.ofSeconds(10))) {
            return sql.row("select 1");
        }
    }

    private void addRules(String line) throws IOException {
        Path rules = server.dataDirectory().resolve("pg_hba.conf");
        Files.writeString(rules, line + "\n" + Files.readString(rules));
        server.sql("select pg_reload_conf()");
    }

    private ServerAddress certified(SslMode mode, ClientCertificate client) {
        return address("localhost", CERTIFIED, mode, right.certificate(), client);
    }

    @Test
    void baseBackupGoesThroughTls() {
        RecordingSink sink = new RecordingSink();
        try (ReplicationConnection connection = ReplicationConnection.open(
                address("localhost", SslMode.VERIFY_FULL, right.certificate()), Duration.ofSeconds(20))) {
            connection.baseBackup(new BaseBackupOptions("tls", true, OptionalInt.empty()), Duration.ofMinutes(1), sink);
        }
        assertThat(sink.data).isGreaterThan(20_000_000);
        assertThat(sink.events.getLast()).startsWith("finished");
    }

    private void assertWorks(ServerAddress address) {
        try (ReplicationConnection connection = ReplicationConnection.open(address, Duration.ofSeconds(10))) {
            assertThat(connection.identifySystem().timeline()).isEqualTo(1);
        }
    }

    private static void assertCode(ServerAddress address, ErrorCode code) {
        assertThatThrownBy(() -> ReplicationConnection.open(address, Duration.ofSeconds(10))
                        .close())
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private ServerAddress address(String host, SslMode mode, Path root) {
        return address(host, Protected.ROLE, mode, root, null);
    }

    private ServerAddress address(String host, String role, SslMode mode, Path root, ClientCertificate client) {
        return new ServerAddress(
                host,
                server.port(),
                role,
                new Password.Inline(Protected.ROLE_PASSWORD),
                mode,
                root,
                client,
                Duration.ofSeconds(5));
    }
}
