package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.restore.testing.DocumentedCommands;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.PostgresBinaries;
import org.theorder.lifeboat.servers.Postmaster;

/** The same backup, restored once by restore-service and once by the commands in docs/repository-format.md. */
class HandRestoreIT {
    private static final String TABLES = """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and n.nspname = 'public' order by 1""";

    @TempDir
    Path folder;

    @Test
    void bothGiveTheSameDatabase() throws Exception {
        TestRepository repository = new TestRepository(Files.createDirectory(folder.resolve("repository")));
        BackupMarker backup;
        String password;
        SourceCluster source = SourceCluster.start(folder.resolve("source"));
        try {
            Path space = Files.createDirectory(folder.resolve("space"));
            source.execute(
                    "create tablespace elsewhere location '" + space + "'",
                    "create table far_away tablespace elsewhere as select g, md5(g::text) from generate_series(1, 3000) g");
            source.load(12);
            source.order(1, 100);
            backup = repository.backup(source);
            source.order(101, 150);
            source.execute("select pg_switch_wal()", "update far_away set md5 = 'changed' where g < 100");
            source.order(151, 160);
            repository.saveWal(source);
            source.order(161, 170);
            repository.saveWal(source);
            password = source.server().password();
        } finally {
            source.server().killHard();
        }
        Path byHand = folder.resolve("by-hand");
        Path byService = folder.resolve("by-service");
        int handPort = FreePorts.next();
        int servicePort = FreePorts.next();
        try {
            DocumentedCommands commands = new DocumentedCommands(Map.of(
                    "REPOSITORY", repository.root(TestRepository.DR).toString(),
                    "CLUSTER", "shop",
                    "BACKUP", backup.backup().value(),
                    "TARGET", byHand.toString(),
                    "TABLESPACES", byHand + ".tablespaces",
                    "POSTGRES_BIN", PostgresBinaries.unpacked().resolve("bin").toString(),
                    "PORT", String.valueOf(handPort)));
            assertThat(commands.names())
                    .containsExactly(
                            "hand-list", "hand-verify", "hand-restore", "hand-combine", "hand-wal", "hand-start");
            assertThat(commands.run("hand-list", folder))
                    .contains(backup.backup() + " server 180006 from " + backup.startLsn() + " completed "
                            + backup.completedAt());
            for (String each : new String[] {"hand-verify", "hand-restore", "hand-wal", "hand-start"}) {
                commands.run(each, folder);
            }
            Restores.passes(
                    TestRestorer.of(folder.resolve("repository"), folder),
                    Restores.request(new RecoveryTarget.Latest(), byService, servicePort, null, RestoreMode.LIVE));

            Map<String, String> expected = content(servicePort, password);
            assertThat(expected)
                    .containsKeys("public.bulk", "public.far_away", "public.orders", "public.products", "pg_class");
            assertThat(expected.get("public.orders")).startsWith("170 ");
            assertThat(content(handPort, password)).isEqualTo(expected);
        } finally {
            Postmaster.in(byHand).ifPresent(Postmaster::stop);
            Postmaster.in(byService).ifPresent(Postmaster::stop);
        }
    }

    /** Number of rows and a hash over all of them, for every table of database shop and the catalogues that describe them. */
    private static Map<String, String> content(int port, String password) throws SQLException {
        Map<String, String> content = new TreeMap<>();
        for (String table : SourceCluster.values(connect(port, password), TABLES)) {
            content.put(table, hash(port, password, "select t::text as row from " + table + " t"));
        }
        content.put(
                "pg_class",
                hash(
                        port,
                        password,
                        "select (oid, relname, relfilenode, relkind, reltablespace)::text as row from pg_class"));
        content.put("pg_attribute", hash(port, password, "select a::text as row from pg_attribute a"));
        content.put("pg_authid", hash(port, password, "select a::text as row from pg_authid a"));
        return content;
    }

    private static String hash(int port, String password, String rows) throws SQLException {
        return SourceCluster.values(
                        connect(port, password),
                        "select count(*) || ' ' || md5(string_agg(row, chr(10) order by row collate \"C\")) from ("
                                + rows + ")")
                .getFirst();
    }

    private static Connection connect(int port, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/shop", "postgres", password);
    }
}
