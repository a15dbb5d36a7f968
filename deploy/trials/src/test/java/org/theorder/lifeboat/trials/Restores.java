package org.theorder.lifeboat.trials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** Restores from the regions with nothing but the repository's own readers and a server. */
final class Restores {
    static final int SEGMENT_BYTES = 16 << 20;
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");

    private final List<Storage> regions;
    private final ClusterKeys keys;
    private final Path passwordFile;

    Restores(List<Storage> regions, ClusterKeys keys, Path passwordFile) {
        this.regions = regions;
        this.keys = keys;
        this.passwordFile = passwordFile;
    }

    /** The complete backups in the first region from which a moment on a timeline can be reached, oldest first. */
    List<BackupMarker> basesOf(int timeline, Lsn moment) {
        return new ClusterRepository(regions.getFirst(), keys)
                .backups().complete().stream()
                        .filter(backup -> !moment.isBefore(backup.stopLsn()))
                        .filter(backup -> isAncestor(backup, timeline))
                        .sorted(Comparator.comparing(BackupMarker::stopLsn))
                        .toList();
    }

    private boolean isAncestor(BackupMarker backup, int timeline) {
        if (backup.timeline() == timeline) {
            return true;
        }
        return new WalReader(regions, keys, SEGMENT_BYTES)
                .history(timeline).map(TimelineHistory::ancestors).orElse(List.of()).stream()
                        .anyMatch(ancestor -> ancestor.timeline() == backup.timeline()
                                && !ancestor.switchedAt().isBefore(backup.stopLsn()));
    }

    /** Restores a backup and replays WAL to a photo; the server has stopped there, and only answers queries. */
    Source until(Photo photo, BackupMarker backup, Path folder, Map<String, Path> tablespaces) {
        Source restored = recovered(
                backup,
                folder,
                tablespaces,
                Map.of(
                        "recovery_target_timeline",
                        String.valueOf(photo.timeline()),
                        "recovery_target_name",
                        photo.name(),
                        "recovery_target_action",
                        "pause",
                        "autovacuum",
                        "off"));
        restored.await("SELECT pg_get_wal_replay_pause_state()", "paused");
        return restored;
    }

    /** Restores a backup and replays all WAL of a timeline; the server is promoted. */
    Source latest(BackupMarker backup, int timeline, Path folder, Map<String, Path> tablespaces) {
        Source restored = recovered(
                backup,
                folder,
                tablespaces,
                Map.of("recovery_target_timeline", String.valueOf(timeline), "recovery_target_action", "promote"));
        restored.await("SELECT pg_is_in_recovery()", "f");
        return restored;
    }

    private Source recovered(
            BackupMarker backup, Path folder, Map<String, Path> tablespaces, Map<String, String> settings) {
        Path wal = folder.resolve("wal");
        Path data = unpacked(backup, folder, tablespaces, "recovery.signal");
        fetchWal(backup.startLsn(), wal);
        Map<String, String> all = new TreeMap<>(settings);
        all.put("restore_command", "cp '" + wal + "/%f' '%p'");
        return Source.start(data, passwordFile, all);
    }

    /** A standby made of a backup, which gets all WAL from its primary. */
    Source standby(BackupMarker backup, Source primary, Path folder, Map<String, Path> tablespaces) {
        return Source.start(
                unpacked(backup, folder, tablespaces, "standby.signal"),
                passwordFile,
                Map.of(
                        "primary_conninfo",
                        "host=127.0.0.1 user=postgres port=" + primary.server().port() + " password="
                                + primary.server().password()));
    }

    private Path unpacked(BackupMarker backup, Path folder, Map<String, Path> tablespaces, String signal) {
        Path data = folder.resolve("data");
        try {
            Files.createDirectories(folder);
            BackupReader.open(regions, keys, backup.backup())
                    .restore(new RestoreTarget(data, tablespaces), ReaderSettings.defaults(), ReadProgress.IGNORED);
            Files.createFile(data.resolve(signal));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return data;
    }

    /** Everything that is stored from a position on, of all timelines. */
    private void fetchWal(Lsn from, Path target) {
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        WalReader reader = new WalReader(regions, keys, SEGMENT_BYTES);
        TreeSet<String> names = new TreeSet<>();
        for (Storage region : regions) {
            try (Stream<String> objects = region.list(keys.wal()).map(object -> object.key())) {
                objects.forEach(key -> {
                    Matcher matcher = SEGMENT.matcher(key);
                    if (matcher.find()) {
                        names.add(matcher.group());
                    }
                });
            }
        }
        for (String name : names) {
            if (from.isBefore(WalSegment.parse(name, SEGMENT_BYTES).end())) {
                reader.fetch(name, target.resolve(name));
            }
        }
        for (int timeline : reader.timelines()) {
            String history = "%08X.history".formatted(timeline);
            if (timeline > 1) {
                reader.fetch(history, target.resolve(history));
            }
        }
    }
}
