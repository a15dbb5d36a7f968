package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * A shop with a history, backed up and then lost: 100 orders, the backup, 100 more, {@code drop table precious}, 50 more, kill
 * -9. Made once per JVM; nobody changes it, but everybody may copy its repository.
 *
 * @param repository folder of the regions
 * @param beforeDrop after order 200 and before the table was dropped, by the server's clock
 * @param beforeDropLsn the same as a position
 * @param dropXid the transaction that dropped the table
 * @param lost when the server was killed
 */
public record LostShop(
        Path repository,
        BackupMarker backup,
        Instant backedUp,
        Instant beforeDrop,
        Lsn beforeDropLsn,
        long dropXid,
        Lsn end,
        Instant lost) {
    /** Made twice: after order 120, and again right before the drop. */
    public static final String RESTORE_POINT = "before the migration";

    private static @Nullable LostShop made;

    public static synchronized LostShop get() {
        if (made == null) {
            try {
                made = make();
            } catch (SQLException | IOException e) {
                throw new IllegalStateException("the shop could not be made", e);
            }
        }
        return made;
    }

    private static LostShop make() throws SQLException, IOException {
        Path folder = Files.createTempDirectory("lifeboat-lost-shop-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        Path tablespace = Files.createDirectories(folder.resolve("tablespace"));
        Path repositoryFolder = Files.createDirectories(folder.resolve("repository"));
        SourceCluster source = SourceCluster.start(folder.resolve("source"));
        try {
            source.execute(
                    "create table precious as select g as id, md5(g::text) as secret from generate_series(1, 1000) g",
                    "create tablespace elsewhere location '" + tablespace + "'",
                    "create table far_away tablespace elsewhere as select g from generate_series(1, 300) g",
                    "create extension amcheck",
                    "checkpoint");
            source.load(24);
            source.order(1, 100);
            misconfigure(source);
            TestRepository repository = new TestRepository(repositoryFolder);
            BackupMarker backup = repository.backup(source);
            Instant backedUp = now(source);
            source.order(101, 120);
            source.execute("select pg_create_restore_point('" + RESTORE_POINT + "')");
            source.order(121, 200);
            source.execute("insert into far_away select g from generate_series(301, 400) g", "select pg_switch_wal()");
            source.load(8);
            repository.saveWal(source);
            Instant beforeDrop = now(source);
            Lsn beforeDropLsn = source.flushed();
            source.execute("select pg_create_restore_point('" + RESTORE_POINT + "')");
            long dropXid = drop(source);
            source.order(201, 240);
            repository.saveWal(source);
            source.order(241, 250);
            repository.saveWal(source);
            Lsn end = source.flushed();
            Instant lost = now(source);
            return new LostShop(repositoryFolder, backup, backedUp, beforeDrop, beforeDropLsn, dropXid, end, lost);
        } finally {
            source.server().killHard();
        }
    }

    private static long drop(SourceCluster source) throws SQLException {
        try (Connection connection = source.connect("shop");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("drop table precious");
            try (ResultSet xid = statement.executeQuery("select pg_current_xact_id()")) {
                xid.next();
                long dropped = xid.getLong(1);
                connection.commit();
                return dropped;
            }
        }
    }

    /** What a restored copy must not take over from its source. */
    private static void misconfigure(SourceCluster source) throws SQLException, IOException {
        source.execute(
                "alter system set synchronous_standby_names = 'ghost'",
                "alter system set primary_conninfo = 'host=old.invalid'",
                "alter system set archive_mode = on");
        source.execute("alter system set archive_command = '/bin/false'");
        Files.writeString(source.dataDirectory().resolve("postgresql.conf"), """

                        data_directory = '/nonexistent/original'
                        recovery_target_xid = '3'
                        max_wal_size = '40GB'
                        min_wal_size = '20GB'
                        wal_keep_size = '30GB'
                        """, StandardOpenOption.APPEND);
        source.execute("select pg_create_physical_replication_slot('old_standby', true)");
    }

    private static Instant now(SourceCluster source) throws SQLException {
        return Instant.parse(source.value(
                "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }

    /** Where its tablespace was. */
    public String tablespace() {
        return backup.archives().stream()
                .flatMap(archive -> Optional.ofNullable(archive.location()).stream())
                .findFirst()
                .orElseThrow();
    }

    /** A copy that may be damaged. */
    public Path copyOfRepository(Path into) throws IOException {
        try (Stream<Path> files = Files.walk(repository)) {
            for (Path file : files.toList()) {
                Path copy = into.resolve(repository.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return into;
    }

    /** Removes a temporary folder as far as it goes. */
    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // a temporary folder; the next one has another name
        }
    }
}
