package org.theorder.lifeboat.restore.wal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directory in which the {@code restore_command} and the courier meet. The command takes {@code ready/NAME} if it lies
 * there, or asks by making {@code wanted/NAME};
 * the answer is {@code ready/NAME}, {@code absent/NAME}, or {@code failed} with a reason for everything that is asked from
 * then on. It lies in the data directory, so that a file changes hands by a rename.
 *
 * <p>The name is new for each attempt: a command that outlived an earlier attempt finds no spool, and gives up.
 */
final class Spool {
    private static final String SCRIPT = "fetch-wal.sh";

    /** What the script says for "the repository has no such file"; anything else but 0 stops PostgreSQL. */
    private static final int ABSENT = 42;

    private static final int POLLS_PER_SECOND = 50;

    private final Path dataDirectory;
    private final Path directory;

    private Spool(Path dataDirectory, Path directory) {
        this.dataDirectory = dataDirectory;
        this.directory = directory;
    }

    /**
     * @param directory below the data directory; a name without characters that a shell minds
     * @param patience how long the script waits for one file
     */
    static Spool create(Path dataDirectory, Path directory, Duration patience) throws IOException {
        Spool spool = new Spool(dataDirectory, directory);
        for (String each : List.of("wanted", "ready", "absent", "fetching")) {
            Files.createDirectories(directory.resolve(each));
        }
        Files.writeString(directory.resolve(SCRIPT), spool.script(patience));
        return spool;
    }

    /**
     * The setting {@code restore_command}. PostgreSQL runs it by a shell in the data directory. Only the one exit code that
     * means absence becomes 1, which ends recovery; a script that is gone, killed or confused becomes 200, which stops the
     * server (above 125: PostgreSQL {@code RestoreArchivedFile}, {@code wait_result_is_any_signal}).
     */
    String restoreCommand() {
        return "/bin/sh %s/%s \"%%f\" \"%%p\"; case $? in 0) exit 0 ;; %d) exit 1 ;; *) exit 200 ;; esac"
                .formatted(dataDirectory.relativize(directory), SCRIPT, ABSENT);
    }

    private String script(Duration patience) {
        return """
                # Lifeboat: brings PostgreSQL one WAL file. sh fetch-wal.sh NAME DESTINATION, in the data directory.
                # Exit 0: it is there. Exit %2$d: the repository has no such file. Anything else: nobody knows, and
                # PostgreSQL must stop instead of taking it for the end of the WAL.
                spool='%1$s'
                name=$1
                destination=$2
                polls=%3$d

                give_up() {
                    echo "lifeboat: $name: $1" >&2
                    exit 201
                }

                case $name in
                    '' | .* | *[!0-9A-Za-z.]*) give_up 'not the name of a WAL file' ;;
                esac
                [ -d "$spool/wanted" ] || give_up 'the restore that asked for it is over'
                # what was fetched ahead is taken without asking, by the one program that this needs
                if [ -f "$spool/ready/$name" ] && mv -f "$spool/ready/$name" "$destination" 2>/dev/null; then
                    exit 0
                fi
                true >"$spool/wanted/$name" || give_up 'the request cannot be written'
                while [ "$polls" -gt 0 ]; do
                    if [ -f "$spool/ready/$name" ]; then
                        rm -f "$spool/wanted/$name"
                        mv -f "$spool/ready/$name" "$destination" || give_up 'the file cannot be moved into pg_wal'
                        exit 0
                    fi
                    if [ -f "$spool/absent/$name" ]; then
                        rm -f "$spool/wanted/$name" "$spool/absent/$name"
                        exit %2$d
                    fi
                    [ -f "$spool/failed" ] && give_up "$(cat "$spool/failed")"
                    [ -d "$spool/wanted" ] || give_up 'the restore that asked for it is over'
                    if sleep 0.02 2>/dev/null; then
                        polls=$((polls - 1))
                    else
                        sleep 1
                        polls=$((polls - %4$d))
                    fi
                done
                give_up 'restore-service did not deliver it in time; is it running?'
                """.formatted(
                        dataDirectory.relativize(directory),
                        ABSENT,
                        Math.max(1, patience.toSeconds()) * POLLS_PER_SECOND,
                        POLLS_PER_SECOND);
    }

    Set<String> wanted() {
        return names("wanted");
    }

    Set<String> ready() {
        return names("ready");
    }

    private Set<String> names(String folder) {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a file may be made before it is ready. */
    Path fetching(WalFile file) throws IOException {
        Path path = directory.resolve("fetching").resolve(file.name());
        Files.deleteIfExists(path);
        return path;
    }

    void isReady(WalFile file) throws IOException {
        Files.move(
                directory.resolve("fetching").resolve(file.name()),
                directory.resolve("ready").resolve(file.name()),
                StandardCopyOption.ATOMIC_MOVE);
    }

    void isAbsent(String name) throws IOException {
        Files.write(directory.resolve("absent").resolve(name), new byte[0], StandardOpenOption.CREATE);
    }

    /** Takes back what was fetched ahead and is not wanted any more. */
    void discard(String name) throws IOException {
        Files.deleteIfExists(directory.resolve("ready").resolve(name));
    }

    /** Answers whoever asks from now on. */
    void hasFailed(String reason) throws IOException {
        Path written = directory.resolve("failed.new");
        Files.writeString(written, reason.lines().collect(Collectors.joining(" ")));
        Files.move(written, directory.resolve("failed"), StandardCopyOption.ATOMIC_MOVE);
    }
}
