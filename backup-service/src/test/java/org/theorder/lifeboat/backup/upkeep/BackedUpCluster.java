package org.theorder.lifeboat.backup.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.outbox.Database;

/** A server of the class and a cluster of its own for every test, protected in both regions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackedUpCluster {
    @TestHTTPResource("/")
    URI base;

    @Inject
    Database database;

    Service service;
    Protected server;
    String cluster;

    @BeforeAll
    void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        server = Embedded18.startWithRole(folder.resolve("shop"));
        server.sql("create table orders as select g, repeat(md5(g::text), 4) note from generate_series(1, 40000) g");
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void declareCluster() {
        service = new Service(base);
        cluster = "upkeep-" + UUID.randomUUID().toString().substring(0, 8);
        service.declare(cluster, server);
        service.awaitStreaming(cluster);
    }

    @AfterEach
    void withdrawCluster() {
        service.delete("/clusters/" + cluster);
    }

    final String backup() {
        JsonNode job = service.backup(cluster);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        return job.path("backupId").asText();
    }

    final JsonNode listed() {
        return service.get("/clusters/" + cluster + "/backups").body().path("backups");
    }

    /** The request at this place when it is over. */
    final JsonNode ended(String location) {
        return Awaitility.await("end of " + location)
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> service.get(location).body(),
                        request -> request.path("state").asText().matches("DONE|FAILED"));
    }
}
