package org.theorder.lifeboat.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Folders;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.servers.PostgresBinaries;

/** Backups by the packaged backup-service into one region, restored from there by a JVM of their own. */
final class OurRestore implements Restoring {
    private static final int LEVEL = 3;
    /** As the script runs the break-glass tool; the archive of classes follows, which the first, uncounted run makes. */
    private static final List<String> JAVA = List.of(
            java(),
            "-Xms32m",
            "-Xmx288m",
            "-XX:+UseSerialGC",
            "-XX:CompileThresholdScaling=5",
            "-XX:+AutoCreateSharedArchive",
            "-Xlog:disable",
            "-Xlog:all=error:stderr");

    private static final Pattern REPLAYING = Pattern.compile("replaying ([0-9.]+) s");
    private static final Pattern WAITED = Pattern.compile("the server waited (\\d+) ms of (\\d+) ms for WAL");

    private final Contestant backups;
    private final Path region;
    private final Path breakGlass;
    private final Path folder;
    private final Child child;

    OurRestore(BackupServiceAlone service, OurService ours, Path project, Path folder) {
        this.backups = ours.contestant(OurService.SINGLE);
        this.region = service.data().region("primary");
        this.breakGlass = project.resolve("restore-service/target/lifeboat-restore.jar");
        this.folder = folder;
        Folders.make(folder);
        this.child = new Child(folder.resolve("output"), Map.of());
    }

    @Override
    public String name() {
        return "Lifeboat, JVM start included";
    }

    @Override
    public void full() {
        backups.full(LEVEL);
    }

    @Override
    public void incremental() {
        backups.incremental(LEVEL);
    }

    @Override
    public Child.Cost restore(Path target) {
        return run(
                target,
                "files",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                RestoreFiles.class.getName(),
                region.toString(),
                OurService.SINGLE,
                target.toString(),
                String.valueOf(2 * Runtime.getRuntime().availableProcessors()));
    }

    private Child.Cost run(Path target, String program, String... arguments) {
        Path classes = folder.resolve(program + ".jsa");
        List<String> command = Stream.of(JAVA, List.of("-XX:SharedArchiveFile=" + classes), List.of(arguments))
                .flatMap(List::stream)
                .toList();
        if (Files.notExists(classes)) {
            child.run(command);
            Folders.delete(target);
        }
        return child.run(command);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Where a full segment of the first timeline lies. */
    Path wal(String segment) {
        Storage storage = FileStorage.open(region);
        return region.resolve(ClusterRepository.registrations(storage, new ClusterName(OurService.SINGLE))
                .getLast()
                .keys()
                .segment(segment));
    }

    /** Restores to the end of the WAL and verifies; what is told is the whole, and of it the seconds of replay. */
    Replayed toTheEndOfWal(Path target) {
        Child.Cost cost = run(
                target,
                "break-glass",
                "-jar",
                breakGlass.toString(),
                "restore",
                "--repository",
                region.toUri().toString(),
                "--cluster",
                OurService.SINGLE,
                "--into",
                target.toString(),
                "--postgres",
                PostgresBinaries.unpacked().toString());
        return Replayed.of(cost, child.output());
    }

    /**
     * A restore to the end of the WAL.
     *
     * @param whole with copying and verification
     * @param seconds of replay
     * @param waited share of the time between the server's start and its promotion in which it had to wait for WAL
     */
    record Replayed(Child.Cost whole, double seconds, double waited) {
        /** @param output of {@code lifeboat restore} */
        static Replayed of(Child.Cost whole, String output) {
            Matcher replaying = REPLAYING.matcher(output);
            Matcher waiting = WAITED.matcher(output);
            if (!replaying.find() || !waiting.find()) {
                throw new LifeboatException(
                        ErrorCode.INTERNAL,
                        "the restore did not tell its phases and what the server waited: " + output);
            }
            return new Replayed(
                    whole,
                    Double.parseDouble(replaying.group(1)),
                    Double.parseDouble(waiting.group(1)) / Math.max(1, Long.parseLong(waiting.group(2))));
        }
    }
}
