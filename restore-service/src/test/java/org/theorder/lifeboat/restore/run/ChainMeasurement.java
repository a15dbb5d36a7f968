package org.theorder.lifeboat.restore.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.restore.testing.DocumentedCommands;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.servers.test.PostgresTools;

/**
 * Measures the restore of chains against the commands of docs/repository-format.md (untar everything, then pg_combinebackup);
 * run by hand, each in a JVM of its own:
 *
 * <pre>{@code
 * java -cp ... ChainMeasurement prepare <folder> <megabytes> <incrementals> <updates each>
 * java -cp ... ChainMeasurement ours|tools <folder> <incrementals> <workers>
 * }</pre>
 */
public final class ChainMeasurement {
    private ChainMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("prepare")) {
            prepare(folder, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), arguments[4]);
            return;
        }
        Storage region = FileStorage.open(folder.resolve("repository/primary"));
        List<BackupMarker> backups = backups(region);
        BackupMarker chosen = backups.get(Integer.parseInt(arguments[2]));
        Path target = folder.resolve("restored");
        long start = System.nanoTime();
        if (arguments[0].equals("ours")) {
            BackupReader.open(List.of(region), chosen.keys(), chosen.backup())
                    .restore(
                            RestoreTarget.of(target.resolve("data")),
                            new ReaderSettings(Integer.parseInt(arguments[3])),
                            ReadProgress.IGNORED);
        } else {
            byTools(folder, chosen, target);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        String peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("");
        System.out.printf("%s of %s incrementals: %.2f s, %s%n", arguments[0], arguments[2], seconds, peak);
        delete(target);
    }

    private static List<BackupMarker> backups(Storage region) {
        ClusterKeys keys = ClusterRepository.registrations(region, TestRepository.SHOP)
                .getLast()
                .keys();
        return new ClusterRepository(region, keys).backups().complete();
    }

    private static void prepare(Path folder, int megabytes, int incrementals, String updates) throws Exception {
        TestRepository repository = new TestRepository(Files.createDirectories(folder.resolve("repository")));
        PostgresTools tools = PostgresTools.orSkip();
        SourceCluster source =
                SourceCluster.start(folder.resolve("source"), Map.of("summarize_wal", "on", "shared_buffers", "512MB"));
        try {
            // some 150 bytes a row with its place in the index
            long rows = megabytes * 1_000_000L / 150;
            source.execute(
                    "create table accounts (aid int primary key, balance int, filler text)",
                    "insert into accounts select g, 0, md5(g::text) || md5((g * 7)::text) from generate_series(1, "
                            + rows + ") g",
                    "checkpoint");
            BackupMarker last = repository.backup(tools, source, null);
            for (int number = 1; number <= incrementals; number++) {
                source.execute("update accounts set balance = balance + 1 where aid in (select (random() * " + rows
                        + ")::int from generate_series(1, " + updates + "))");
                last = repository.backup(tools, source, last);
                System.out.printf(
                        "%s %,d bytes of files, %,d stored%n", last.backup(), last.sizeBytes(), last.storedBytes());
            }
        } finally {
            source.server().killHard();
        }
    }

    private static void byTools(Path folder, BackupMarker chosen, Path target) throws Exception {
        Files.createDirectories(target);
        if (chosen.parent() == null) {
            throw new IllegalArgumentException("a full backup needs no combining");
        }
        new DocumentedCommands(Map.of(
                        "REPOSITORY", folder.resolve("repository/primary").toString(),
                        "CLUSTER", "shop",
                        "BACKUP", chosen.backup().value(),
                        "PIECES", target.resolve("pieces").toString(),
                        "TARGET", target.resolve("data").toString(),
                        "TABLESPACES", target.toString(),
                        "POSTGRES_BIN", PostgresTools.orSkip().folder().toString()))
                .run("hand-combine", target);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Path[] all = files.sorted(Comparator.reverseOrder()).toArray(Path[]::new);
            Arrays.stream(all).forEach(file -> file.toFile().delete());
        }
    }
}
