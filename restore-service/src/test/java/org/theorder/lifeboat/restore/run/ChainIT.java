package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.manifest.ManifestReader;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.restore.testing.DocumentedCommands;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;
import org.theorder.lifeboat.servers.test.PostgresTools;

/**
 * Chains of a real PostgreSQL 18: what is restored equals what pg_combinebackup makes of the same backups, byte for byte, and
 * starts. Correctness line 8, Correctness line 9, Correctness line 10, Correctness line 22.
 */
class ChainIT {
    private static final int INCREMENTALS = 4;

    /** Order of files differs, and PostgreSQL's tool knows no tablespace_map. */
    private static final List<String> COMPARED_OTHERWISE = List.of("backup_manifest", "tablespace_map");

    @TempDir
    Path folder;

    private final List<BackupMarker> chain = new ArrayList<>();
    private final Map<BackupId, String> sums = new HashMap<>();

    private SourceCluster shop(Path space) throws SQLException, IOException {
        SourceCluster source = SourceCluster.start(folder.resolve("source"), Map.of("summarize_wal", "on"));
        Files.createDirectory(space);
        source.execute(
                "create tablespace elsewhere location '" + space + "'",
                "create tablespace inside location ''",
                "create table accounts (aid int primary key, balance int, filler text)",
                "insert into accounts select g, 0, repeat('f', 80) from generate_series(1, 60000) g",
                "create table far_away (id int primary key, text text) tablespace elsewhere",
                "insert into far_away select g, md5(g::text) from generate_series(1, 20000) g",
                "create table within (id int, text text) tablespace inside",
                "insert into within select g, md5(g::text) from generate_series(1, 20000) g",
                "create table emptied as select g, repeat('e', 500) as text from generate_series(1, 20000) g",
                "create table shrunk as select g, repeat('s', 500) as text from generate_series(1, 20000) g",
                "create table dropped as select g from generate_series(1, 20000) g");
        return source;
    }

    private static void live(SourceCluster source, int round) throws SQLException {
        source.order(round * 100 + 1, round * 100 + 40);
        source.execute(
                "update accounts set balance = balance + 1 where aid % 997 = " + round,
                "insert into accounts select g, 1, 'new' from generate_series(100000 + 5000 * " + round
                        + ", 102000 + 5000 * " + round + ") g",
                "update far_away set text = 'round " + round + "' where id % 500 = " + round,
                "insert into within select g, 'round' from generate_series(1, 3000) g");
        switch (round) {
            case 1 -> source.execute("truncate emptied", "delete from shrunk where g > 6000", "vacuum shrunk");
            case 2 ->
                source.execute(
                        "drop table dropped",
                        "create table created as select g from generate_series(1, 30000) g",
                        "insert into shrunk select g, repeat('n', 500) from generate_series(6001, 30000) g");
            case 3 -> source.execute("delete from shrunk where g > 12000", "vacuum shrunk", "vacuum full far_away");
            default -> source.execute("insert into emptied select g, 'again' from generate_series(1, 10000) g");
        }
    }

    private void takeChain(SourceCluster source, TestRepository repository, PostgresTools tools)
            throws SQLException, IOException, InterruptedException {
        chain.add(repository.backup(tools, source, null));
        for (int round = 1; round <= INCREMENTALS; round++) {
            live(source, round);
            chain.add(repository.backup(tools, source, chain.getLast()));
            sums.put(chain.getLast().backup(), sums(source));
        }
    }

    private static String sums(SourceCluster source) throws SQLException {
        return source.value("""
                select concat_ws(' ',
                    (select md5(string_agg(a::text, ',' order by aid)) from accounts a),
                    (select md5(string_agg(f::text, ',' order by id)) from far_away f),
                    (select md5(string_agg(w::text, ',' order by id, text)) from within w),
                    (select md5(string_agg(e::text, ',' order by g)) from emptied e),
                    (select md5(string_agg(s::text, ',' order by g)) from shrunk s),
                    (select md5(string_agg(o::text, ',' order by number)) from orders o))
                """);
    }

    @Test
    void everyBackupOfTheChainIsWhatPostgresMakesOfIt() throws Exception {
        PostgresTools tools = PostgresTools.orSkip();
        TestRepository repository = new TestRepository(Files.createDirectory(folder.resolve("repository")));
        Path space = folder.resolve("space");
        SourceCluster source = shop(space);
        try {
            takeChain(source, repository, tools);
        } finally {
            source.server().killHard();
        }
        for (int newest = 1; newest <= INCREMENTALS; newest++) {
            Path ours = restoreOurs(repository, chain.get(newest), "ours-" + newest);
            Path theirs = restoreTheirs(repository, chain.get(newest), "theirs-" + newest);
            assertSame(ours, theirs);
            tools.run(Map.of(), "pg_verifybackup", List.of("--no-parse-wal", ours.toString()));
        }

        RestoreOutcome.Restored restored = Restores.passes(
                TestRestorer.of(folder.resolve("repository"), folder),
                Restores.request(new RecoveryTarget.Latest(), folder.resolve("shop")));
        assertThat(restored.chain())
                .containsExactlyElementsOf(
                        chain.stream().map(BackupMarker::backup).toList());
        assertThat(restored.checks()).allMatch(Check::passed);
        try (SourceCluster again = SourceCluster.takeOver(folder.resolve("shop"), folder.resolve("start"))) {
            assertThat(sums(again)).isEqualTo(sums.get(chain.getLast().backup()));
        }
    }

    /** Correctness line 25: the right base is chosen by itself, and what was passed over is said. */
    @Test
    void aBrokenChainIsPassedOverAndSaid() throws Exception {
        PostgresTools tools = PostgresTools.orSkip();
        TestRepository repository = new TestRepository(Files.createDirectory(folder.resolve("repository")));
        SourceCluster source = shop(folder.resolve("space"));
        String expected;
        try {
            takeChain(source, repository, tools);
            expected = sums.get(chain.getLast().backup());
        } finally {
            source.server().killHard();
        }
        BackupMarker lost = chain.get(INCREMENTALS - 1);
        repository.regions().forEach(region -> region.delete(lost.keys().marker(lost.backup())));

        RestoreOutcome.Restored restored = Restores.passes(
                TestRestorer.of(folder.resolve("repository"), folder),
                Restores.request(new RecoveryTarget.Latest(), folder.resolve("shop")));

        BackupMarker taken = chain.get(INCREMENTALS - 2);
        assertThat(restored.backup()).isEqualTo(taken.backup());
        assertThat(restored.chain())
                .containsExactlyElementsOf(chain.subList(0, INCREMENTALS - 1).stream()
                        .map(BackupMarker::backup)
                        .toList());
        assertThat(restored.notes())
                .anyMatch(note -> note.startsWith("backup " + chain.getLast().backup())
                        && note.contains(lost.backup() + ", which is missing"));
        try (SourceCluster again = SourceCluster.takeOver(folder.resolve("shop"), folder.resolve("start"))) {
            assertThat(sums(again)).isEqualTo(expected);
        }

        // a drill speaks for the newest backup, not for one that is whole
        assertThat(Restores.fails(
                                TestRestorer.of(folder.resolve("repository"), folder),
                                Restores.request(
                                        new RecoveryTarget.Latest(),
                                        folder.resolve("drill"),
                                        null,
                                        null,
                                        RestoreMode.DRILL),
                                ErrorCode.VERIFICATION_FAILED)
                        .message())
                .contains("newest-backup (it had to be " + taken.backup())
                .contains(lost.backup() + ", which is missing");

        // damage that only reading finds: no database is left, and the way out is told
        for (RegionName region : List.of(TestRepository.PRIMARY, TestRepository.DR)) {
            for (Path part : repository.objects(region, ".tar.zst")) {
                if (part.toString().contains(chain.get(1).backup().value())) {
                    TestRepository.flipBit(part);
                }
            }
        }
        RestoreOutcome.Failed failed = Restores.fails(
                TestRestorer.of(folder.resolve("repository"), folder),
                Restores.request(new RecoveryTarget.Latest(), folder.resolve("damaged")),
                ErrorCode.CHAIN_BROKEN);
        assertThat(failed.message()).contains(chain.getFirst().backup().value());
        assertThat(folder.resolve("damaged")).doesNotExist();
    }

    private Path restoreOurs(TestRepository repository, BackupMarker backup, String name) {
        Path target = folder.resolve(name).resolve("data");
        Map<String, Path> tablespaces = backup.archives().stream()
                .filter(archive -> !archive.isBase() && !archive.isInPlace())
                .collect(Collectors.toMap(
                        Archive::name, archive -> folder.resolve(name).resolve(archive.name())));
        BackupReader.open(repository.regions(), backup.keys(), backup.backup())
                .restore(new RestoreTarget(target, tablespaces), ReaderSettings.defaults(), ReadProgress.IGNORED);
        return target;
    }

    /** By the commands of docs/repository-format.md. */
    private Path restoreTheirs(TestRepository repository, BackupMarker backup, String name)
            throws IOException, InterruptedException {
        Path place = Files.createDirectory(folder.resolve(name));
        PostgresTools tools = PostgresTools.orSkip();
        new DocumentedCommands(Map.of(
                        "REPOSITORY", repository.root(TestRepository.DR).toString(),
                        "CLUSTER", "shop",
                        "BACKUP", backup.backup().value(),
                        "PIECES", place.resolve("pieces").toString(),
                        "TARGET", place.resolve("data").toString(),
                        "TABLESPACES", place.toString(),
                        "POSTGRES_BIN", tools.folder().toString()))
                .run("hand-combine", place);
        return place.resolve("data");
    }

    private static void assertSame(Path ours, Path theirs) throws IOException {
        Map<String, Path> ourFiles = files(ours);
        Map<String, Path> theirFiles = files(theirs);
        assertThat(ourFiles.keySet()).isEqualTo(theirFiles.keySet());
        for (Map.Entry<String, Path> file : ourFiles.entrySet()) {
            assertThat(Files.mismatch(file.getValue(), theirFiles.get(file.getKey())))
                    .as(file.getKey())
                    .isEqualTo(-1);
        }
        assertThat(manifest(ours)).isEqualTo(manifest(theirs));
    }

    /** Of the data directory, and of what its links lead to, by their paths in it. */
    private static Map<String, Path> files(Path data) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(data, FileVisitOption.FOLLOW_LINKS)) {
            found.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file ->
                            !COMPARED_OTHERWISE.contains(file.getFileName().toString()))
                    .forEach(file -> files.put(data.relativize(file).toString(), file));
        }
        return files;
    }

    private static Map<String, String> manifest(Path data) throws IOException {
        Map<String, String> listed = new TreeMap<>();
        try (InputStream in = Files.newInputStream(data.resolve("backup_manifest"))) {
            ManifestReader.read(in, file -> listed.put(file.path(), file.size() + " " + file.checksum()));
        }
        listed.keySet().removeAll(COMPARED_OTHERWISE);
        return listed;
    }
}
