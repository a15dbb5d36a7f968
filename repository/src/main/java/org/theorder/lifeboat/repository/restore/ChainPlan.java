package org.theorder.lifeboat.repository.restore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.incremental.IncrementalName;
import org.theorder.lifeboat.repository.incremental.Truncation;

/**
 * What is taken from which backup of a chain: a file that is whole in the newest backup comes from there only; one of which
 * the newest has blocks is put together from it, the incremental files below, and the newest full copy. Nothing else of the
 * older backups is wanted, and parts that hold nothing wanted are not read. A full backup alone is a chain of one.
 */
final class ChainPlan {
    private final List<PartSource> newestFirst;
    private final Consumer<Path> completed;
    private final Optional<HeldChain> held;
    private final List<Map<String, ExpectedFile>> filesByName = new ArrayList<>();
    private final List<Map<String, Integer>> cuts;
    private final List<IdentityHashMap<ExpectedFile, FileTarget>> targets = new ArrayList<>();
    private final List<BitSet> heldParts = new ArrayList<>();
    private final IdentityHashMap<ExpectedFile, RebuiltFile> rebuilt = new IdentityHashMap<>();

    private ChainPlan(List<PartSource> newestFirst, Consumer<Path> completed, Optional<HeldChain> held) {
        this.newestFirst = newestFirst;
        this.completed = completed;
        this.held = held;
        this.cuts = newestFirst.stream().map(source -> source.contents().cuts()).toList();
        for (PartSource source : newestFirst) {
            filesByName.add(new HashMap<>());
            targets.add(new IdentityHashMap<>());
            heldParts.add(new BitSet());
            if (targets.size() > 1) {
                source.contents().files().forEach(file -> filesByName.getLast().put(name(file.indexed()), file));
            }
        }
    }

    /**
     * @param newestFirst what is restored, and below it what it builds on, down to the full backup
     * @param places where a file of the newest backup goes
     * @param writers opens a whole file for one piece of it
     * @param unchanged files of the newest backup that need not be written
     * @param completed told the place of a file that is put together, when nothing more will be written to it
     * @param held how incremental files are read while the full copies pass; without it, one after another before those
     * @throws LifeboatException CORRUPT if a file misses something in an older backup
     */
    static ChainPlan of(
            List<PartSource> newestFirst,
            Function<IndexedFile, Path> places,
            Function<ExpectedFile, FileWriter> writers,
            UnchangedFiles unchanged,
            Consumer<Path> completed,
            Optional<HeldChain> held) {
        ChainPlan plan = new ChainPlan(newestFirst, completed, held);
        BackupContents newest = newestFirst.getFirst().contents();
        for (ExpectedFile file : newest.files()) {
            Optional<String> rebuiltPath = newest.rebuilt(file.indexed());
            if (rebuiltPath.isPresent()) {
                plan.rebuild(file, rebuiltPath.get(), places.apply(file.indexed()));
            } else if (!unchanged.contains(file)) {
                plan.targets.getFirst().put(file, piece -> writers.apply(file));
            }
        }
        plan.filesByName.clear();
        return plan;
    }

    private static String name(IndexedFile file) {
        return name(file.archive(), file.path());
    }

    private static String name(String archive, String path) {
        return archive + "/" + path;
    }

    private void rebuild(ExpectedFile newest, String path, Path place) {
        String archive = newest.indexed().archive();
        List<ExpectedFile> increments = new ArrayList<>(List.of(newest));
        ExpectedFile base = null;
        while (base == null) {
            int level = increments.size();
            if (level == newestFirst.size()) {
                throw missing(path, level - 1);
            }
            base = filesByName.get(level).get(name(archive, path));
            ExpectedFile increment = filesByName.get(level).get(name(archive, IncrementalName.of(path)));
            if (base == null && increment == null) {
                throw missing(path, level);
            }
            if (base == null && increment != null) {
                increments.add(increment);
            }
        }
        String cutFile = Truncation.file(archive, path);
        List<Integer> cutAt = cuts.stream()
                .limit(increments.size())
                .map(level -> level.getOrDefault(cutFile, Integer.MAX_VALUE))
                .toList();
        Runnable whenComplete = () -> completed.accept(place);
        if (held.isPresent()) {
            merge(place, increments, cutAt, base, held.get(), whenComplete);
        } else {
            scatter(place, increments, cutAt, base, whenComplete);
        }
    }

    private void merge(
            Path place,
            List<ExpectedFile> increments,
            List<Integer> cutAt,
            ExpectedFile base,
            HeldChain chain,
            Runnable whenComplete) {
        List<BlockSources.Increment> layers = new ArrayList<>();
        for (int level = 0; level < increments.size(); level++) {
            IndexedFile increment = increments.get(level).indexed();
            layers.add(new BlockSources.Increment(chain.newestFirst().get(level), increment, cutAt.get(level)));
            BitSet parts = heldParts.get(level);
            increment.segments().forEach(segment -> parts.set(segment.part()));
        }
        MergedFile file = new MergedFile(place, layers, base, whenComplete);
        rebuilt.put(increments.getFirst(), file);
        targets.get(increments.size()).put(base, file);
    }

    private void scatter(
            Path place, List<ExpectedFile> increments, List<Integer> cutAt, ExpectedFile base, Runnable whenComplete) {
        ScatteredFile file = new ScatteredFile(place, increments, cutAt, base, whenComplete);
        rebuilt.put(increments.getFirst(), file);
        for (int level = 0; level < increments.size(); level++) {
            targets.get(level).put(increments.get(level), file.increment(level));
        }
        if (!base.indexed().segments().isEmpty()) {
            targets.get(increments.size()).put(base, file.base());
        }
    }

    private LifeboatException missing(String path, int level) {
        return new LifeboatException(
                ErrorCode.CORRUPT,
                "backup " + newestFirst.getFirst().contents().marker().backup() + " has only some blocks of "
                        + path.replaceAll("\\p{Cntrl}", "?") + ", and backup "
                        + newestFirst.get(level).contents().marker().backup()
                        + ", which should have the others, has no such file");
    }

    /** Newest first: what a header claims must be known before older bytes are written, unless the chain is held. */
    ReadPlan reading() {
        ReadPlan plan = new ReadPlan();
        for (int level = 0; level < newestFirst.size(); level++) {
            plan.add(newestFirst.get(level), targets.get(level)::get, heldParts.get(level));
        }
        return plan;
    }

    /** How a file of the newest backup is put together; null if it is whole there. */
    @Nullable
    RebuiltFile rebuilt(ExpectedFile file) {
        return rebuilt.get(file);
    }

    /** Like {@link #restoredBytes}, as far as it can be known before anything is read; by the name of the archive. */
    Map<String, Long> estimatedBytes() {
        return newest().collect(Collectors.groupingBy(
                file -> file.indexed().archive(),
                Collectors.summingLong(file -> bytes(file, RebuiltFile::estimatedBytes))));
    }

    /** Content of all restored files, known when they are complete. */
    long restoredBytes() {
        return newest().mapToLong(file -> bytes(file, RebuiltFile::bytes)).sum();
    }

    private Stream<ExpectedFile> newest() {
        return newestFirst.getFirst().contents().files().stream();
    }

    private long bytes(ExpectedFile file, ToLongFunction<RebuiltFile> ofRebuilt) {
        RebuiltFile known = rebuilt.get(file);
        return known == null ? file.indexed().size() : ofRebuilt.applyAsLong(known);
    }
}
