package org.theorder.lifeboat.backup.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.replication.FakeServer;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.FaultyStores;
import org.theorder.lifeboat.backup.servers.Kafka;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.repository.testing.Unchecked;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/**
 * What is wrong at the server, in a store or with the clock: one clear problem with its remedy, an event, nothing
 * half-listed; and the preflight tells it before.
 */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultIT {
    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "lifeboat.regions.primary.url")
    URI primaryRegion;

    private Service service;
    private Kafka kafka;
    private Protected server;
    private int clusters;

    @BeforeAll
    void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        server = Embedded18.startWithRole(folder.resolve("shop"));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() {
        service = new Service(base);
        kafka = new Kafka(bootstrapServers);
    }

    @Test
    void preflightOfAHealthyClusterBlocksNothing() {
        String cluster = declared(server);
        JsonNode report =
                service.post("/clusters/" + cluster + "/preflight", "").body();
        assertThat(report.path("ready").asBoolean()).as(report.toString()).isTrue();
        assertThat(subjects(report)).doesNotContain("region dr", "region primary", "wal_level", "clocks");
        assertThat(texts(report.path("passed")))
                .contains("region dr", "region primary", "wal_level", "summarize_wal", "clocks", "max_wal_senders");
        assertThat(Path.of(primaryRegion).resolve("preflight"))
                .satisfiesAnyOf(
                        folder -> assertThat(folder).doesNotExist(),
                        folder -> assertThat(folder).isEmptyDirectory());
        service.delete("/clusters/" + cluster);
    }

    @Test
    void preflightTellsEverythingAtOnce(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        try (Protected poor = Embedded18.start(
                folder,
                Map.of(
                        "wal_level", "minimal",
                        "max_wal_senders", "0",
                        "summarize_wal", "off"))) {
            poor.createRole();
            JsonNode report = service.post(
                            "/preflight", """
                            {"name": "poor", "host": "127.0.0.1", "port": %d, "user": "%s", "password": "%s"}""".formatted(poor.port(), Protected.ROLE, Protected.ROLE_PASSWORD))
                    .body();
            assertThat(report.path("ready").asBoolean()).as(report.toString()).isFalse();
            // no WAL sender lets us in, and the rest is told all the same
            assertThat(subjects(report)).contains("replication connection", "max_wal_senders", "encryption");
            report.path("problems").forEach(problem -> {
                assertThat(problem.path("what").asText()).isNotBlank();
                assertThat(problem.path("remedy").asText()).isNotBlank();
            });
        }
        JsonNode nowhere = service.post(
                        "/preflight", "{\"name\": \"nowhere\", \"host\": \"127.0.0.1\", \"port\": 1, \"user\": \"u\"}")
                .body();
        assertThat(nowhere.path("ready").asBoolean()).isFalse();
        assertThat(nowhere.path("problems").get(0).path("code").asText()).isEqualTo("server-unreachable");
        assertThat(service.post("/preflight", "{\"name\": \"x\", \"host\": \"h\", \"user\": \"u\", \"port\": 0}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void noFreeSlotFailsWithTheRemedy(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        try (Protected full = Embedded18.start(folder, Map.of("max_replication_slots", "1"))) {
            full.createRole();
            full.sql("select pg_create_physical_replication_slot('other')");
            String cluster = declared(full);
            assertFails(cluster, ErrorCode.SERVER_UNSUITABLE, "raise max_replication_slots");
            assertThat(subjects(service.post("/clusters/" + cluster + "/preflight", "")
                            .body()))
                    .contains("max_replication_slots");
            service.delete("/clusters/" + cluster);
        }
    }

    @Test
    void walLevelTooLowFailsWithTheRemedy(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        try (Protected minimal = Embedded18.start(
                folder, Map.of("wal_level", "minimal", "max_wal_senders", "0", "summarize_wal", "off"))) {
            minimal.createRole();
            String cluster = declared(minimal);
            assertFails(cluster, ErrorCode.SERVER_UNSUITABLE, "wal_level = replica");
            service.delete("/clusters/" + cluster);
        }
    }

    /** Correctness line 13, Correctness line 16: a store without conditional create is found before anything is lost in it. */
    @Test
    void storeThatOverwritesIsFoundByThePreflight() {
        String cluster = declared(server);
        FaultyStores.overwrite("dr");
        try {
            assertBlocks(preflight(cluster), "region dr", ErrorCode.OBJECT_CONFLICT);
        } finally {
            FaultyStores.recover();
        }
        assertThat(subjects(preflight(cluster))).doesNotContain("region dr");
        service.delete("/clusters/" + cluster);
    }

    @Test
    void loginsThatAreRefusedAreFoundByThePreflight() {
        server.sql("drop role if exists unprivileged", "create role unprivileged login password 'plain-word'");
        assertBlocks(
                preflight(server.port(), Protected.ROLE, "nonsense"),
                "replication connection",
                ErrorCode.CREDENTIALS_REFUSED);
        assertBlocks(
                preflight(server.port(), "unprivileged", "plain-word"),
                "replication connection",
                ErrorCode.PRIVILEGE_MISSING);
    }

    /** As with a pg_hba.conf that has only the line for replication. */
    @Test
    void whatThePreflightCouldNotLookAtIsNamed() {
        server.sql("revoke connect on database postgres from public");
        try {
            JsonNode report = preflight(server.port(), Protected.ROLE, Protected.ROLE_PASSWORD);
            assertThat(report.path("ready").asBoolean()).as(report.toString()).isTrue();
            assertThat(texts(report.path("passed"))).doesNotContain("max_replication_slots", "clocks", "ordinary SQL");
            assertThat(report.path("problems")).as(report.toString()).anySatisfy(problem -> {
                assertThat(problem.path("subject").asText()).isEqualTo("ordinary SQL");
                assertThat(problem.path("weight").asText()).isEqualToIgnoringCase("endangers");
                assertThat(problem.path("what").asText())
                        .contains("not looked at: free WAL senders and replication slots, clocks");
            });
        } finally {
            server.sql("grant connect on database postgres to public");
        }
    }

    /** Correctness line 7. */
    @Test
    void anotherServerUnderTheNameIsFoundByThePreflight(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        String cluster = declared(server);
        service.awaitStreaming(cluster);
        try (Protected other = Embedded18.start(folder, Map.of("idle_replication_slot_timeout", "1h"))) {
            other.createRole();
            assertThat(service.patch("/clusters/" + cluster, "{\"port\": " + other.port() + "}")
                            .status())
                    .isEqualTo(200);
            JsonNode report = preflight(cluster);
            assertBlocks(report, "system identifier", ErrorCode.SERVER_CHANGED);
            assertThat(subjects(report)).contains("idle_replication_slot_timeout");
        }
        service.delete("/clusters/" + cluster);
    }

    @Test
    void versionThatIsTooOldIsRefused() throws IOException {
        try (FakeServer old = FakeServer.ofVersion("14.23")) {
            String cluster = "fault-" + clusters++;
            assertThat(service.post("/clusters", """
                            {"name": "%s", "host": "127.0.0.1", "port": %d, "user": "u", "password": "p", "sslMode": "disable"}""".formatted(cluster, old.port()))
                            .status())
                    .isEqualTo(201);
            assertFails(cluster, ErrorCode.SERVER_UNSUITABLE, "Lifeboat needs 15 or newer");
            assertBlocks(preflight(cluster), "replication connection", ErrorCode.SERVER_UNSUITABLE);
            service.delete("/clusters/" + cluster);
        }
    }

    private JsonNode preflight(String cluster) {
        return service.post("/clusters/" + cluster + "/preflight", "").body();
    }

    private JsonNode preflight(int port, String role, String password) {
        return service.post("/preflight", """
                        {"name": "not-declared", "host": "127.0.0.1", "port": %d, "user": "%s", "password": "%s"}""".formatted(port, role, password)).body();
    }

    private static void assertBlocks(JsonNode report, String subject, ErrorCode code) {
        assertThat(report.path("ready").asBoolean()).as(report.toString()).isFalse();
        assertThat(report.path("problems")).as(report.toString()).anySatisfy(problem -> {
            assertThat(problem.path("subject").asText()).isEqualTo(subject);
            assertThat(problem.path("code").asText()).isEqualTo(code.slug());
            assertThat(problem.path("remedy").asText()).isNotBlank();
        });
    }

    @Test
    void storesThatCannotBeWrittenFailWithTheReason() throws IOException {
        String cluster = declared(server);
        service.awaitStreaming(cluster);
        Path root = Path.of(primaryRegion);
        Path dr = root.resolveSibling("dr");
        Files.move(root, root.resolveSibling("primary-gone"));
        Files.move(dr, dr.resolveSibling("dr-gone"));
        try {
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> !service.get("/regions/dr").body().path("open").asBoolean()
                            && !service.get("/regions/primary")
                                    .body()
                                    .path("open")
                                    .asBoolean());
            assertFails(cluster, ErrorCode.STORE_UNREACHABLE, "no region of cluster " + cluster);
            JsonNode report =
                    service.post("/clusters/" + cluster + "/preflight", "").body();
            assertThat(subjects(report)).contains("region dr", "region primary");
        } finally {
            Files.move(root.resolveSibling("primary-gone"), root);
            Files.move(dr.resolveSibling("dr-gone"), dr);
        }
        await().atMost(Duration.ofSeconds(15))
                .until(() -> service.get("/regions/dr").body().path("open").asBoolean());
        service.delete("/clusters/" + cluster);
    }

    /** Correctness line 6: labels are monotone, whatever the clock does. */
    @Test
    void clockThatWentBackIsNoticed() throws IOException {
        String cluster = declared(server);
        service.awaitStreaming(cluster);
        JsonNode first = service.backup(cluster);
        assertThat(first.path("state").asText()).as(first.toString()).isEqualTo("COMPLETED");
        // a backup of next year, as a clock that ran ahead would have named it
        for (String region : List.of("primary", "dr")) {
            try (Stream<Path> identifiers =
                    Files.list(Path.of(primaryRegion).resolveSibling(region).resolve("clusters/" + cluster))) {
                Path backups = identifiers.findFirst().orElseThrow().resolve("backups");
                String id = first.path("backupId").asText();
                String ahead = (Integer.parseInt(id.substring(0, 4)) + 1) + id.substring(4);
                Files.createDirectories(backups.resolve(ahead));
                Files.writeString(
                        backups.resolve(ahead).resolve("backup.json"),
                        Unchecked.document(Files.readString(backups.resolve(id).resolve("backup.json")))
                                .replace(id, ahead));
            }
        }
        assertFails(cluster, ErrorCode.CLOCK_WENT_BACK, "correct the clock of this host");
        JsonNode report =
                service.post("/clusters/" + cluster + "/preflight", "").body();
        assertThat(report.path("ready").asBoolean()).isFalse();
        assertThat(report.toString()).contains("clock-went-back");
        service.delete("/clusters/" + cluster);
    }

    private String declared(Protected protectedServer) {
        String cluster = "fault-" + clusters++;
        service.declare(cluster, protectedServer);
        return cluster;
    }

    private void assertFails(String cluster, ErrorCode code, String remedy) {
        int before = service.get("/clusters/" + cluster + "/backups")
                .body()
                .path("backups")
                .size();
        JsonNode job = service.backup(cluster);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("FAILED");
        assertThat(job.path("error").asText()).isEqualTo(code.slug());
        assertThat(job.path("message").asText()).contains(remedy);
        BackupFailed event = kafka.await(
                        Topics.BACKUP_FAILED, each -> each.cluster().value().equals(cluster))
                .getLast();
        assertThat(event.code()).isEqualTo(code);
        assertThat(event.message()).contains(remedy);
        assertThat(service.get("/clusters/" + cluster + "/backups")
                        .body()
                        .path("backups")
                        .size())
                .isLessThanOrEqualTo(before);
    }

    private static List<String> subjects(JsonNode report) {
        List<String> subjects = new ArrayList<>();
        report.path("problems")
                .forEach(each -> subjects.add(each.path("subject").asText()));
        return subjects;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
