package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.servers.ServerCertificate;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** Servers with certificates of their own: that we do not trust them says something about us, not about them. */
class TrustIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String KEY = "lifeboat.monitor.probes.shop.ca-file";

    @TempDir
    static Path folder;

    private static PostgresServer database;
    private static HttpsServer website;
    private static Path ofDatabase;
    private static Path ofWebsite;

    @BeforeAll
    static void start() {
        database = PostgresServer.start(
                PostgresOptions.in(folder.resolve("postgres")).withSettings(ServerCertificate.ssl(folder, 20)));
        ofDatabase = folder.resolve("server.crt");
        website = ServerCertificate.show(0, folder, 30);
        website.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        ofWebsite = ServerCertificate.of(folder, 30);
    }

    @AfterAll
    static void stop() {
        website.stop(0);
        database.close();
    }

    private static Reading sql(String host, int port, String mode, @Nullable Path authority) {
        SqlServer server = new SqlServer(
                host,
                port,
                "postgres",
                "postgres",
                null,
                folder.resolve("postgres/postgres.password"),
                mode,
                new Trust(KEY, authority),
                TIMEOUT);
        return new SqlLook(server, new Outage("Database shop", server.address())).read();
    }

    private static Reading sql(String mode, @Nullable Path authority) {
        return sql("127.0.0.1", database.port(), mode, authority);
    }

    private static Reading https(String host, @Nullable Path authority) {
        URI url = URI.create("https://" + host + ":" + website.getAddress().getPort() + "/");
        Trust trust = new Trust(KEY, authority);
        try (HttpClients clients = new HttpClients(TIMEOUT)) {
            return new HttpLook(clients.of(trust), trust, url, TIMEOUT, new Outage("Service shop", url.toString()))
                    .read();
        }
    }

    private static AbstractStringAssert<?> assertUnknown(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Unknown.class);
        return assertThat(reading.value());
    }

    @Test
    void aServerIsTrustedByItsAuthority() {
        assertThat(sql("verify-ca", ofDatabase)).isInstanceOf(Reading.Good.class);
        assertThat(sql("verify-full", ofDatabase)).isInstanceOf(Reading.Good.class);
        assertThat(https("127.0.0.1", ofWebsite)).isInstanceOf(Reading.Good.class);
    }

    @Test
    void ofAServerThatIsNotTrustedNobodyKnowsWhetherItServesAndTheKeyIsNamed() {
        assertUnknown(sql("verify-full", null)).contains("is not trusted").endsWith(KEY);
        assertUnknown(sql("verify-ca", ofWebsite)).contains("is not trusted").endsWith(KEY);
        assertUnknown(https("127.0.0.1", null)).contains("is not trusted").endsWith(KEY);
        assertUnknown(https("127.0.0.1", ofDatabase)).contains("is not trusted").endsWith(KEY);
    }

    @Test
    void aNameThatIsNotInTheCertificateIsNotTrusted() {
        assertThat(sql("localhost", database.port(), "verify-ca", ofDatabase)).isInstanceOf(Reading.Good.class);
        assertUnknown(sql("localhost", database.port(), "verify-full", ofDatabase))
                .contains("is not trusted")
                .contains("localhost")
                .endsWith(KEY);
        assertUnknown(https("localhost", ofWebsite)).contains("is not trusted").endsWith(KEY);
    }

    @Test
    void aCertificateFileThatIsGoneIsUnknown() {
        assertUnknown(sql("verify-full", folder.resolve("gone.pem"))).contains("gone.pem cannot be read");
    }

    @Test
    void aServerWithoutTlsThatMustHaveSomeIsUnknown() {
        try (PostgresServer plain = PostgresServer.start(PostgresOptions.in(folder.resolve("plain")))) {
            assertUnknown(sql("127.0.0.1", plain.port(), "verify-full", ofDatabase))
                    .contains("the login postgres@127.0.0.1");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsDownWhomeverWeTrust() {
        assertThat(sql("127.0.0.1", 1, "verify-full", ofDatabase)).isInstanceOf(Reading.Bad.class);
    }
}
