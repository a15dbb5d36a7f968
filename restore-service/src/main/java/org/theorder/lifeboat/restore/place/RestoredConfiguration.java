package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.repository.manifest.ControlFile;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.repository.storage.FileErrors;

/**
 * What PostgreSQL finds in a restored data directory besides the data: made fit for a new life apart from its source. It
 * must recover from an archive and from nothing else, follow nobody, subscribe to nothing, archive nowhere, and wait for no
 * standby that is not there.
 */
public final class RestoredConfiguration {
    /** Names as in PostgreSQL {@code postgresql.conf}, of all supported versions; lower case. */
    private static final Set<String> OF_ANOTHER_LIFE = Set.of(
            "restore_command",
            "archive_cleanup_command",
            "recovery_end_command",
            "recovery_target",
            "recovery_target_action",
            "recovery_target_inclusive",
            "recovery_target_lsn",
            "recovery_target_name",
            "recovery_target_time",
            "recovery_target_timeline",
            "recovery_target_xid",
            "recovery_min_apply_delay",
            "primary_conninfo",
            "primary_slot_name",
            "promote_trigger_file",
            "sync_replication_slots",
            "synchronous_standby_names",
            "synchronized_standby_slots",
            "archive_mode",
            "max_logical_replication_workers",
            // with this one a start by hand would be a start of the original, wherever the copy lies
            "data_directory",
            "external_pid_file");

    private static final Pattern SETTING = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_.]*)\\s*(?:=.*|\\s.*|)");

    private static final List<String> STALE_FILES = List.of(
            "postmaster.pid",
            "postmaster.opts",
            "standby.signal",
            "promote",
            "current_logfiles",
            "postgresql.auto.conf.tmp",
            RestoreTarget.NOTE,
            ControlFile.PATH + RestoreTarget.ASIDE);

    /** Begins the comments on the settings that are added; those of an earlier restore go with its settings. */
    private static final String OURS = "# Lifeboat, restore ";

    private static final String AUTOMATIC = "postgresql.auto.conf";

    private final Path dataDirectory;
    private final RestoreId restore;

    private RestoredConfiguration(Path dataDirectory, RestoreId restore) {
        this.dataDirectory = dataDirectory;
        this.restore = restore;
    }

    /** Prepares a directory whose files are all there and which no server has been started in. */
    public static void prepare(Path dataDirectory, RestoreId restore) {
        try {
            new RestoredConfiguration(dataDirectory, restore).prepare();
        } catch (IOException e) {
            throw FileErrors.explained("preparing " + dataDirectory + " for recovery", e);
        }
    }

    private void prepare() throws IOException {
        // first of all: with this file there is no start but by archive recovery
        Trees.writeDurably(dataDirectory.resolve("recovery.signal"), new byte[0]);
        for (String stale : STALE_FILES) {
            Files.deleteIfExists(dataDirectory.resolve(stale));
        }
        // slots of the source would hold back WAL for consumers that never come
        Trees.empty(dataDirectory.resolve("pg_replslot"));
        completeFromOutside();
        for (Path file : configurationFiles()) {
            if (!String.valueOf(file.getFileName()).equals(AUTOMATIC)) {
                rewrite(file, commentedOut(Files.readAllLines(file, StandardCharsets.ISO_8859_1)));
            }
        }
        Path automatic = dataDirectory.resolve(AUTOMATIC);
        List<String> lines =
                Files.exists(automatic) ? Files.readAllLines(automatic, StandardCharsets.ISO_8859_1) : List.of();
        rewrite(automatic, isolated(lines));
    }

    /** Debian keeps these files in /etc, out of reach of a base backup. */
    private void completeFromOutside() throws IOException {
        String header = "# made by Lifeboat, restore " + restore
                + ": the backup has no such file, because the source kept it outside of its data directory\n";
        writeIfAbsent("postgresql.conf", header + "max_prepared_transactions = 100\n");
        writeIfAbsent("pg_hba.conf", header + """
                        local all all peer
                        host all all 127.0.0.1/32 scram-sha-256
                        host all all ::1/128 scram-sha-256
                        """);
        writeIfAbsent("pg_ident.conf", header);
    }

    private void writeIfAbsent(String name, String content) throws IOException {
        Path file = dataDirectory.resolve(name);
        if (!Files.exists(file)) {
            Files.writeString(file, content);
        }
    }

    /** Those directly in the data directory, and in folders such as conf.d that postgresql.conf may include. */
    private List<Path> configurationFiles() throws IOException {
        List<Path> files = new ArrayList<>(endingWithConf(dataDirectory));
        try (Stream<Path> folders = Files.list(dataDirectory)) {
            for (Path folder : folders.filter(Files::isDirectory)
                    .filter(folder -> !PAGES.contains(String.valueOf(folder.getFileName())))
                    .toList()) {
                files.addAll(endingWithConf(folder));
            }
        }
        return files;
    }

    private static final Set<String> PAGES = Set.of("base", "global", "pg_wal", "pg_xact", "pg_tblspc");

    private static List<Path> endingWithConf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".conf"))
                    .filter(file -> !file.endsWith("pg_hba.conf") && !file.endsWith("pg_ident.conf"))
                    .toList();
        }
    }

    private List<String> commentedOut(List<String> lines) {
        return lines.stream()
                .map(line -> isOfAnotherLife(line) ? "# set aside by Lifeboat, restore " + restore + ": " + line : line)
                .toList();
    }

    private List<String> isolated(List<String> lines) {
        List<String> kept = new ArrayList<>(lines.stream()
                .filter(line -> !isOfAnotherLife(line))
                .filter(line -> !line.startsWith(OURS))
                .toList());
        kept.add(
                OURS + restore
                        + ": a restored copy must not archive into the place of its source; choose a new one before this is turned on");
        kept.add("archive_mode = 'off'");
        kept.add(OURS + restore
                + ": its subscriptions rest, because they would take the slots of those of its source; drop or disable"
                + " them, or be sure that the source is gone, before this is set to another number");
        kept.add("max_logical_replication_workers = '0'");
        return kept;
    }

    private static boolean isOfAnotherLife(String line) {
        Matcher matcher = SETTING.matcher(line);
        return matcher.matches() && OF_ANOTHER_LIFE.contains(matcher.group(1).toLowerCase(Locale.ROOT));
    }

    private static void rewrite(Path file, List<String> lines) throws IOException {
        List<String> before = Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
        if (!before.equals(lines)) {
            Trees.writeDurably(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
