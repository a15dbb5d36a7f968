package org.theorder.lifeboat.repository.restore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.incremental.Truncation;

/** What becomes of each file that is taken from a chain ({@link ChainLayers}). Parts that hold nothing wanted are not read. */
final class ChainPlan {
    private final List<PartSource> newestFirst;
    private final ChainLayers layers;
    private final Consumer<Path> completed;
    private final Optional<HeldChain> held;
    private final List<Map<String, Integer>> cuts;
    private final List<IdentityHashMap<ExpectedFile, FileTarget>> targets = new ArrayList<>();
    private final List<BitSet> heldParts = new ArrayList<>();
    private final IdentityHashMap<ExpectedFile, RebuiltFile> rebuilt = new IdentityHashMap<>();

    private ChainPlan(
            List<PartSource> newestFirst, ChainLayers layers, Consumer<Path> completed, Optional<HeldChain> held) {
        this.newestFirst = newestFirst;
        this.layers = layers;
        this.completed = completed;
        this.held = held;
        this.cuts = newestFirst.stream().map(source -> source.contents().cuts()).toList();
        newestFirst.forEach(_ -> {
            targets.add(new IdentityHashMap<>());
            heldParts.add(new BitSet());
        });
    }

    /**
     * @param newestFirst what is restored, and below it what it builds on, down to the full backup
     * @param layers of the same
     * @param places where a file of the newest backup goes
     * @param writers opens a whole file for one piece of it
     * @param unchanged files of the newest backup that need not be written
     * @param completed told the place of a file that is put together, when nothing more will be written to it
     * @param held how incremental files are read while the full copies pass; without it, one after another before those
     */
    static ChainPlan of(
            List<PartSource> newestFirst,
            ChainLayers layers,
            Function<IndexedFile, Path> places,
            Function<ExpectedFile, FileWriter> writers,
            UnchangedFiles unchanged,
            Consumer<Path> completed,
            Optional<HeldChain> held) {
        ChainPlan plan = new ChainPlan(newestFirst, layers, completed, held);
        BackupContents newest = newestFirst.getFirst().contents();
        for (ExpectedFile file : newest.files()) {
            Optional<String> rebuiltPath = newest.rebuilt(file.indexed());
            if (unchanged.contains(file)) {
                rebuiltPath.ifPresent(_ -> plan.rebuilt.put(file, new KeptFile(unchanged.whole(file))));
            } else if (rebuiltPath.isPresent()) {
                plan.rebuild(file, rebuiltPath.get(), places.apply(file.indexed()));
            } else {
                plan.targets.getFirst().put(file, piece -> writers.apply(file));
            }
        }
        return plan;
    }

    private void rebuild(ExpectedFile newest, String path, Path place) {
        List<ExpectedFile> from = layers.of(newest);
        List<ExpectedFile> increments = from.subList(0, from.size() - 1);
        ExpectedFile base = from.getLast();
        String cutFile = Truncation.file(newest.indexed().archive(), path);
        Runnable whenComplete = () -> completed.accept(place);
        if (held.isPresent()) {
            merge(place, increments, cutFile, base, held.get(), whenComplete);
        } else {
            scatter(place, increments, cutFile, base, whenComplete);
        }
    }

    /** Where the file was cut between a backup and its parent, in blocks. */
    private int cutAt(int level, String cutFile) {
        return cuts.get(level).getOrDefault(cutFile, Integer.MAX_VALUE);
    }

    private void merge(
            Path place,
            List<ExpectedFile> increments,
            String cutFile,
            ExpectedFile base,
            HeldChain chain,
            Runnable whenComplete) {
        for (int level = 0; level < increments.size(); level++) {
            BitSet parts = heldParts.get(level);
            increments.get(level).indexed().segments().forEach(segment -> parts.set(segment.part()));
        }
        MergedFile file =
                new MergedFile(place, () -> sources(increments, cutFile, base, chain), base.indexed(), whenComplete);
        rebuilt.put(increments.getFirst(), file);
        targets.get(increments.size()).put(base, file);
    }

    private BlockSources sources(List<ExpectedFile> increments, String cutFile, ExpectedFile base, HeldChain chain) {
        List<BlockSources.Increment> known = new ArrayList<>();
        for (int level = 0; level < increments.size(); level++) {
            known.add(new BlockSources.Increment(
                    chain.newestFirst().get(level), increments.get(level).indexed(), cutAt(level, cutFile)));
        }
        return new BlockSources(known, base.indexed().size());
    }

    private void scatter(
            Path place, List<ExpectedFile> increments, String cutFile, ExpectedFile base, Runnable whenComplete) {
        ScatteredFile file = new ScatteredFile(place, increments, level -> cutAt(level, cutFile), base, whenComplete);
        rebuilt.put(increments.getFirst(), file);
        for (int level = 0; level < increments.size(); level++) {
            targets.get(level).put(increments.get(level), file.increment(level));
        }
        if (!base.indexed().segments().isEmpty()) {
            targets.get(increments.size()).put(base, file.base());
        }
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

    /** Content of all restored files, known when they are complete. */
    long restoredBytes() {
        return newestFirst.getFirst().contents().files().stream()
                .mapToLong(file -> {
                    RebuiltFile known = rebuilt.get(file);
                    return known == null ? file.indexed().size() : known.bytes();
                })
                .sum();
    }
}
