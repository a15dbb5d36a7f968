package org.theorder.lifeboat.restore.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.FileErrors;

/**
 * A database, or some tables of it, as SQL out of a restored directory. Its server is started in isolation, as for the
 * verification, and stopped again.
 *
 * @param program {@code pg_dump}
 * @param superuser as whom it connects
 */
public record SqlDump(Installation installation, Path program, String superuser) {
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final Duration DUMP_LIMIT = Duration.ofHours(24);

    /**
     * @param dataDirectory verified and stopped
     * @param tables as {@code pg_dump --table} takes them; none for the whole database
     * @param sql appears when it is complete, readable by its owner only
     * @throws LifeboatException REQUEST_INVALID with what {@code pg_dump} says, for example that there is no such table
     */
    public void write(Path dataDirectory, String database, List<String> tables, Path sql) throws InterruptedException {
        Path unfinished = sql.resolveSibling(sql.getFileName() + ".unfinished");
        try (IsolatedServer server = IsolatedServer.start(
                installation, dataDirectory, Map.of(), dataDirectory.resolve("lifeboat-extract.log"))) {
            server.awaitPromotion(START_LIMIT, _ -> {}, () -> {});
            Files.deleteIfExists(unfinished);
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            List<String> command = new ArrayList<>(List.of(
                    program.toString(),
                    "--host=" + server.sockets(),
                    "--port=" + Isolation.PORT,
                    "--username=" + superuser,
                    "--no-password",
                    "--file=" + unfinished,
                    "--dbname=" + database));
            tables.forEach(table -> command.add("--table=" + table));
            Installation.Ended ended = Installation.run(command, DUMP_LIMIT);
            if (ended.exitCode() != 0) {
                throw new LifeboatException(
                        ErrorCode.REQUEST_INVALID,
                        "pg_dump refused: " + ended.output().strip().replace('\n', ' '));
            }
            server.stopCleanly();
            Files.move(unfinished, sql, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw FileErrors.explained("writing " + sql, e);
        } finally {
            remove(unfinished);
        }
    }

    private static void remove(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            throw FileErrors.explained("removing " + unfinished, e);
        }
    }
}
