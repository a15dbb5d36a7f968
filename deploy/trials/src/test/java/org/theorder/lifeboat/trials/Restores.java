package org.theorder.lifeboat.trials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
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

    /**
     * Restores a backup and replays WAL.
     *
     * @param photo where to stop; null for the end of the WAL
     * @param tablespaces new places by oid
     * @return the server, promoted
     */
    Source restore(
            BackupMarker backup,
            int timeline,
            @Nullable Photo photo,
            Path folder,
            Map<String, Path> tablespaces,
            int port) {
        Path data = folder.resolve("data");
        Path wal = folder.resolve("wal");
        try {
            Files.createDirectories(wal);
            BackupReader.open(regions, keys, backup.backup())
                    .restore(new RestoreTarget(data, tablespaces), ReaderSettings.defaults(), ReadProgress.IGNORED);
            fetchWal(backup.startLsn(), wal);
            Files.createFile(data.resolve("recovery.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new TreeMap<>(Map.of(
                "restore_command",
                "cp '" + wal + "/%f' '%p'",
                "recovery_target_timeline",
                String.valueOf(timeline),
                "recovery_target_action",
                "promote"));
        if (photo != null) {
            settings.put("recovery_target_name", photo.name());
        }
        Source restored = Source.start(data, port, passwordFile, settings);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        restored.value("postgres", "SELECT pg_is_in_recovery()").equals("f"));
        return restored;
    }

    /** Everything that is stored from a position on, of all timelines. */
    private void fetchWal(Lsn from, Path target) {
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
