package org.theorder.lifeboat.repository.restore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.incremental.IncrementalName;

/**
 * What is taken from which backup of a chain: a file that is whole in the newest backup comes from there only; one of which
 * the newest has blocks is put together from it, the incremental files below, and the newest full copy. Nothing else of the
 * older backups is wanted. A full backup alone is a chain of one. Four bytes of heap per file of each backup.
 */
final class ChainLayers {
    private final List<BackupContents> newestFirst;
    private final IdentityHashMap<ExpectedFile, List<ExpectedFile>> rebuilt = new IdentityHashMap<>();

    private ChainLayers(List<BackupContents> newestFirst) {
        this.newestFirst = newestFirst;
    }

    /**
     * @param newestFirst what is restored, and below it what it builds on, down to the full backup
     * @throws LifeboatException CORRUPT if a file misses something in an older backup
     */
    static ChainLayers of(List<BackupContents> newestFirst) {
        ChainLayers chain = new ChainLayers(newestFirst);
        List<Unfinished> unfinished = new ArrayList<>();
        BackupContents newest = newestFirst.getFirst();
        for (ExpectedFile file : newest.files()) {
            newest.rebuilt(file.indexed())
                    .ifPresent(path -> unfinished.add(new Unfinished(path, new ArrayList<>(List.of(file)))));
        }
        // one backup after another, so that there is a map of the names of one at a time
        for (int level = 1; !unfinished.isEmpty(); level++) {
            if (level == newestFirst.size()) {
                throw chain.missing(unfinished.getFirst().path(), level - 1);
            }
            chain.goOn(unfinished, level);
        }
        return chain;
    }

    /** A file whose full copy was not found yet. */
    private record Unfinished(String path, List<ExpectedFile> layers) {
        String archive() {
            return layers.getFirst().indexed().archive();
        }
    }

    private void goOn(List<Unfinished> unfinished, int level) {
        Map<String, Map<String, ExpectedFile>> files = new HashMap<>();
        for (ExpectedFile file : newestFirst.get(level).files()) {
            files.computeIfAbsent(file.indexed().archive(), _ -> new HashMap<>())
                    .put(file.indexed().path(), file);
        }
        unfinished.removeIf(each -> {
            Map<String, ExpectedFile> there = files.getOrDefault(each.archive(), Map.of());
            ExpectedFile whole = there.get(each.path());
            ExpectedFile older = whole == null ? there.get(IncrementalName.of(each.path())) : whole;
            if (older == null) {
                throw missing(each.path(), level);
            }
            each.layers().add(older);
            if (whole != null) {
                rebuilt.put(each.layers().getFirst(), List.copyOf(each.layers()));
            }
            return whole != null;
        });
    }

    private LifeboatException missing(String path, int level) {
        return new LifeboatException(
                ErrorCode.CORRUPT,
                "backup " + newestFirst.getFirst().marker().backup() + " has only some blocks of "
                        + path.replaceAll("\\p{Cntrl}", "?") + ", and backup "
                        + newestFirst.get(level).marker().backup()
                        + ", which should have the others, has no such file");
    }

    /**
     * What a file of the newest backup is made of, that backup's first, then of the one below it, and so on: incremental
     * files, and the full copy at last; the file alone if it is whole.
     */
    List<ExpectedFile> of(ExpectedFile newest) {
        return rebuilt.getOrDefault(newest, List.of(newest));
    }

    /** About how much room the restored files take, by the name of the archive: each as much as its largest source. */
    Map<String, Long> estimatedBytes() {
        return newestFirst.getFirst().files().stream()
                .collect(Collectors.groupingBy(
                        file -> file.indexed().archive(),
                        Collectors.summingLong(file -> of(file).stream()
                                .mapToLong(layer -> layer.indexed().size())
                                .max()
                                .orElse(0))));
    }

    /** The parts of each backup, newest first, that hold something of what is restored. */
    List<List<IndexedPart>> parts() {
        List<BitSet> numbers = newestFirst.stream().map(_ -> new BitSet()).toList();
        for (ExpectedFile file : newestFirst.getFirst().files()) {
            List<ExpectedFile> layers = of(file);
            for (int level = 0; level < layers.size(); level++) {
                BitSet ofLevel = numbers.get(level);
                layers.get(level).indexed().segments().forEach(segment -> ofLevel.set(segment.part()));
            }
        }
        List<List<IndexedPart>> parts = new ArrayList<>();
        for (int level = 0; level < numbers.size(); level++) {
            List<IndexedPart> all = newestFirst.get(level).index().parts();
            parts.add(numbers.get(level).stream().mapToObj(all::get).toList());
        }
        return parts;
    }
}
