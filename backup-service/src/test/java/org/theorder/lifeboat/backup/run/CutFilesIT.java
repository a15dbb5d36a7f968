package org.theorder.lifeboat.backup.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/**
 * Correctness line 9, on a real server: a table is vacuumed, which cuts its file, and loaded again with COPY, which makes the
 * file longer than it needs, without WAL. PostgreSQL's incremental does not say that the file was ever cut (and its
 * pg_combinebackup brings the deleted rows back); the restored file has zeros there, as the server has.
 */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
class CutFilesIT {
    private static final int BLOCK = 8192;
    private static final List<String> TABLES = List.of("here", "elsewhere");

    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "lifeboat.regions.dr.url")
    URI region;

    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    private Service service;
    private Embedded18 server;
    private String cluster;

    @BeforeEach
    void fullBackup() throws IOException {
        service = new Service(base);
        server = Embedded18.start(folder.resolve("shop"), Map.of("autovacuum", "off"));
        server.createRole();
        server.sql("create tablespace aside location '" + Files.createDirectory(folder.resolve("aside")) + "'");
        server.sql(
                "create table here (id int, note text)", "create table elsewhere (id int, note text) tablespace aside");
        TABLES.forEach(table ->
                server.sql("insert into " + table + " select g, repeat('old', 333) from generate_series(1, 350) g"));
        cluster = "cut-" + UUID.randomUUID().toString().substring(0, 8);
        service.declare(cluster, server);
        service.awaitStreaming(cluster);
        complete(service.backup(cluster));
    }

    @AfterEach
    void stopServer() {
        service.delete("/clusters/" + cluster);
        server.close();
    }

    @Test
    void rowsThatWereDeletedDoNotComeBack() throws SQLException, IOException {
        for (String table : TABLES) {
            server.sql("delete from " + table + " where id > 35", "vacuum " + table);
            assertThat(blocks(server.dataDirectory(), table)).isEqualTo(5);
            load(table);
        }
        JsonNode job = complete(service.incremental(cluster));
        assertThat(job.path("backupId").asText()).endsWith("-incremental");
        server.sql("checkpoint");

        Path restored = folder.resolve("restored");
        String aside = server.query("select oid from pg_tablespace where spcname = 'aside'");
        reader(job)
                .restore(
                        new RestoreTarget(restored, Map.of(aside, folder.resolve("restored-aside"))),
                        ReaderSettings.defaults(),
                        ReadProgress.IGNORED);

        for (String table : TABLES) {
            assertThat(zeroBlocks(server.dataDirectory(), table))
                    .as("COPY left blocks behind that it did not use, where deleted rows had been")
                    .isNotEmpty()
                    .allMatch(block -> block >= 5 && block < 50);
            assertThat(zeroBlocks(restored, table)).isEqualTo(zeroBlocks(server.dataDirectory(), table));
            assertThat(blocks(restored, table)).isEqualTo(blocks(server.dataDirectory(), table));
        }
    }

    /** Who may replicate but not ask for the WAL summaries gets a full backup, and is told why. */
    @Test
    void roleThatMayNotConnectToADatabaseGetsAFull() throws IOException {
        Path rules = server.dataDirectory().resolve("pg_hba.conf");
        Files.writeString(rules, "host postgres " + Protected.ROLE + " all reject\n" + Files.readString(rules));
        server.sql("select pg_reload_conf()");
        Awaitility.await().untilAsserted(() -> {
            JsonNode job = complete(service.incremental(cluster));
            assertThat(job.path("fullBecause").asText()).isEqualTo("summaries-missing");
            assertThat(job.path("fullBecauseMessage").asText())
                    .contains("WAL summaries cannot be read", "connect to database postgres", "pg_hba.conf");
        });
    }

    private void load(String table) throws SQLException, IOException {
        String rows = IntStream.range(1001, 1101)
                .mapToObj(id -> id + "\t" + "new".repeat(333) + "\n")
                .collect(Collectors.joining());
        try (Connection connection = server.connect("postgres")) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + table + " from stdin", new StringReader(rows));
        }
    }

    private BackupReader reader(JsonNode job) {
        ClusterKeys keys = new ClusterKeys(
                new ClusterName(cluster),
                new SystemIdentifier(
                        Long.parseLong(server.query("select system_identifier from pg_control_system()"))));
        return BackupReader.open(
                List.of(FileStorage.open(Path.of(region))),
                keys,
                new BackupId(job.path("backupId").asText()));
    }

    private byte[] content(Path data, String table) throws IOException {
        return Files.readAllBytes(data.resolve(server.query("select pg_relation_filepath('" + table + "')")));
    }

    private int blocks(Path data, String table) throws IOException {
        return content(data, table).length / BLOCK;
    }

    private List<Integer> zeroBlocks(Path data, String table) throws IOException {
        byte[] content = content(data, table);
        List<Integer> zeros = new ArrayList<>();
        for (int block = 0; block < content.length / BLOCK; block++) {
            if (IntStream.range(block * BLOCK, (block + 1) * BLOCK).allMatch(place -> content[place] == 0)) {
                zeros.add(block);
            }
        }
        return zeros;
    }

    private static JsonNode complete(JsonNode job) {
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        return job;
    }
}
