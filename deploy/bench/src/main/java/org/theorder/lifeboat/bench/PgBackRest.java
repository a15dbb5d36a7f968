package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.theorder.lifeboat.local.suite.Folders;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** pgBackRest with two processes, bundles and block incrementals, into one place. It reads the server's files itself. */
final class PgBackRest implements Contestant {
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final int SEGMENT_NAME = 24;
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}-[0-9a-f]{40}(\\.\\w+)?");

    private final Path program;
    private final Path folder;
    private final DataSet data;
    private final Child child;
    private final String version;

    PgBackRest(Path program, Path folder, DataSet data) {
        this.program = program;
        this.folder = folder;
        this.data = data;
        this.child = new Child(folder.resolve("output"), data.environment());
        try {
            Folders.delete(folder);
            for (String name : List.of("repository", "lock", "log")) {
                Files.createDirectories(folder.resolve(name));
            }
            Files.writeString(configuration(), """
                    [global]
                    repo1-path=%1$s/repository
                    log-path=%1$s/log
                    lock-path=%1$s/lock
                    log-level-console=warn
                    log-level-file=off
                    compress-type=zst
                    compress-level=3
                    allow-root=%5$s
                    [main]
                    pg1-path=%2$s
                    pg1-port=%3$d
                    pg1-socket-path=%4$s
                    pg1-user=postgres
                    """.formatted(
                            folder,
                            data.server().dataDirectory(),
                            data.server().port(),
                            data.server().dataDirectory().resolveSibling("").toAbsolutePath(),
                            "root".equals(System.getProperty("user.name")) ? "y" : "n"));
        } catch (IOException e) {
            throw new UncheckedIOException("preparing pgBackRest in " + folder, e);
        }
        child.run(List.of(program.toString(), "version"));
        version = child.output().strip();
        child.run(command("stanza-create"));
        archiveBy(archiveCommand());
    }

    /** The server archives no WAL. */
    void archiveNothing() {
        archiveBy("true");
    }

    /** Every full segment goes to the repository, several at a time, as its own documentation advises for much WAL. */
    Archiver archiveAsynchronously() {
        archiveBy(String.join(
                        " ", command("archive-push", "--archive-async", "--spool-path=" + folder, "--process-max=2"))
                + " %p");
        return new Archiver() {
            @Override
            public String name() {
                return version + ", asynchronous archive-push";
            }

            @Override
            public long durable() {
                return newestArchived().map(PgBackRest::end).orElse(0L);
            }
        };
    }

    private void archiveBy(String command) {
        data.execute(List.of("ALTER SYSTEM SET archive_command = '" + command + "'", "SELECT pg_reload_conf()"));
    }

    /** The name of the newest segment in the repository: {@code archive/main/18-1/<16 digits>/<24 digits>-<SHA-1>.zst}. */
    private Optional<String> newestArchived() {
        try (Stream<Path> files = Files.walk(folder.resolve("repository/archive/main"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> SEGMENT.matcher(name).matches())
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long end(String name) {
        return WalSegment.parse(name.substring(0, SEGMENT_NAME), SEGMENT_BYTES)
                .next()
                .start()
                .value();
    }

    String archiveCommand() {
        return String.join(" ", command("archive-push")) + " %p";
    }

    /** A {@code restore_command} for the server in this directory: it refuses to work for any other than {@code pg1-path}. */
    String archiveGet(Path directory) {
        return String.join(" ", command("--pg1-path=" + directory, "archive-get")) + " %f %p";
    }

    /** Its restores: two processes, no settings for recovery. */
    Restoring restoring(int level) {
        return new Restoring() {
            @Override
            public String name() {
                return PgBackRest.this.name();
            }

            @Override
            public void full() {
                backup("full", level);
            }

            @Override
            public void incremental() {
                backup("incr", level);
            }

            @Override
            public Child.Cost restore(Path target) {
                Folders.make(target);
                return child.run(command(
                        "--pg1-path=" + target,
                        "--process-max=2",
                        "--type=none",
                        "--log-level-console=error",
                        "restore"));
            }
        };
    }

    private Path configuration() {
        return folder.resolve("pgbackrest.conf");
    }

    private List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "--config=" + configuration(), "--stanza=main"));
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public String name() {
        return version + ", 2 processes";
    }

    @Override
    public Measurement full(int level) {
        return backup("full", level);
    }

    @Override
    public Measurement incremental(int level) {
        return backup("incr", level);
    }

    private Measurement backup(String type, int level) {
        double before = ProcessCost.seconds(data.server().pid());
        Child.Cost cost = child.run(command(
                "--type=" + type,
                "--compress-type=zst",
                "--compress-level=" + level,
                "--repo1-bundle",
                "--repo1-block",
                "--start-fast",
                "--process-max=2",
                "--repo1-retention-full=9",
                "--no-expire-auto",
                "backup"));
        long stored = FileSizes.newestFolder(folder.resolve("repository/backup/main"))
                .map(FileSizes::of)
                .orElse(0L);
        return new Measurement(
                name(),
                (type.equals("full") ? "full" : "incremental") + " zstd-" + level,
                cost.seconds(),
                stored,
                cost.peakKibibytes(),
                cost.cpuSeconds(),
                ProcessCost.seconds(data.server().pid()) - before);
    }

    @Override
    public void tidy() {
        child.run(command("--repo1-retention-full=1", "expire"));
    }
}
