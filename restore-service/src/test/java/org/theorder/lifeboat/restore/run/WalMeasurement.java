package org.theorder.lifeboat.restore.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/**
 * Measures how long a recovering server waits for its WAL; run by hand:
 *
 * <pre>{@code
 * java -cp ... WalMeasurement prepare <folder> <megabytes of data> <gigabytes of WAL>
 * java -cp ... WalMeasurement restore <folder>
 * }</pre>
 */
public final class WalMeasurement {
    private WalMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Path repository = folder.resolve("repository");
        if (arguments[0].equals("prepare")) {
            prepare(folder, Files.createDirectories(repository), arguments);
            return;
        }
        Path directory = Files.createDirectories(folder.resolve("restores")).resolve("shop");
        RestoreOutcome.Restored restored = Restores.passes(
                TestRestorer.of(repository, folder), Restores.request(new RecoveryTarget.Latest(), directory));
        System.out.printf("%,d bytes of WAL; phases %s%n", restored.walBytes(), restored.phases());
        System.out.println(restored.checks().getFirst().detail());
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** Half of it rows that are added, half of it rows that are changed in random order, as between two backups. */
    private static void prepare(Path folder, Path repository, String[] arguments) throws Exception {
        TestRepository into = new TestRepository(repository);
        SourceCluster source = SourceCluster.start(
                folder.resolve("source"), Map.of("full_page_writes", "on", "shared_buffers", "512MB"));
        try {
            source.execute(
                    "create table accounts (aid int primary key, balance int, filler text)",
                    "insert into accounts select g, 0, md5(g::text) from generate_series(1, 500000) g");
            source.order(1, 1);
            source.load(Integer.parseInt(arguments[2]));
            source.execute("checkpoint");
            into.backup(source);
            long begin = source.flushed().value();
            while (source.flushed().value() - begin < Long.parseLong(arguments[3]) << 30) {
                source.load(32);
                source.execute("update accounts set balance = balance + 1 where aid in"
                        + " (select (random() * 500000)::int from generate_series(1, 100000))");
            }
            into.saveWal(source);
        } finally {
            source.server().killHard();
        }
    }
}
