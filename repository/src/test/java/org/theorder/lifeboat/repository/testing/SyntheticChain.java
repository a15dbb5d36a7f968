package org.theorder.lifeboat.repository.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.theorder.lifeboat.repository.backup.CommittedBackup;
import org.theorder.lifeboat.repository.incremental.IncrementalName;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * A cluster that lives: files grow, shrink, change, go and come between backups, at random with a seed. Each backup is what a
 * server would send; what it must restore to is known from the simplest model, one step after another.
 */
public final class SyntheticChain {
    private static final int BLOCK = IncrementalFiles.BLOCK;
    private static final int MOST_BLOCKS = 40;

    private final Random random;
    private final List<SyntheticCluster> backups = new ArrayList<>();
    private final TreeMap<String, byte[]> relations = new TreeMap<>();
    private int created;

    /** @param files relations to begin with */
    public SyntheticChain(long seed, int files) {
        this.random = new Random(seed);
        for (int number = 0; number < files; number++) {
            create();
        }
        SyntheticCluster full = new SyntheticCluster();
        relations.forEach((name, content) -> full.file(archive(name), path(name), content));
        backups.add(withOthers(full));
    }

    private SyntheticCluster withOthers(SyntheticCluster backup) {
        return backup.file("pg_xact/0000", SyntheticCluster.content(random, BLOCK))
                .file("INCREMENTAL.conf", SyntheticCluster.content(random, 100))
                .file("base/5/pg_filenode.map", SyntheticCluster.content(random, 524));
    }

    private void create() {
        int number = 16384 + created++;
        String name = number % 5 == 0 ? "16400/PG_18_202506291/5/" + number : "base/base/5/" + number;
        relations.put(name, SyntheticCluster.content(random, random.nextInt(MOST_BLOCKS) * BLOCK));
    }

    private static String archive(String name) {
        return name.substring(0, name.indexOf('/'));
    }

    private static String path(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    /** Something happens to every file, then an incremental is taken. */
    public SyntheticChain live() {
        SyntheticCluster backup = withOthers(backups.getLast().next());
        for (String name : List.copyOf(relations.keySet())) {
            byte[] before = relations.get(name);
            int choice = random.nextInt(12);
            if (choice == 0) {
                relations.remove(name);
            } else if (choice == 1) {
                relations.put(name, SyntheticCluster.content(random, random.nextInt(MOST_BLOCKS) * BLOCK));
                backup.file(archive(name), path(name), relations.get(name));
            } else {
                byte[] incremental = incremental(before, choice);
                relations.put(name, IncrementalFiles.applied(before, incremental));
                backup.file(archive(name), IncrementalName.of(path(name)), incremental);
            }
        }
        create();
        String newest = relations.keySet().stream()
                .filter(name -> name.endsWith("/" + (16384 + created - 1)))
                .findFirst()
                .orElseThrow();
        backup.file(archive(newest), path(newest), relations.get(newest));
        backups.add(backup);
        return this;
    }

    private byte[] incremental(byte[] before, int choice) {
        int blocks = before.length / BLOCK;
        int truncation = choice < 4 ? random.nextInt(blocks + 1) : blocks;
        int length = choice % 3 == 0 ? truncation + random.nextInt(MOST_BLOCKS) : truncation;
        TreeMap<Integer, byte[]> changed = new TreeMap<>();
        // what was added may also have been added without WAL: then nobody sends it
        for (int changes = choice == 5 ? 0 : random.nextInt(12); changes > 0 && length > 0; changes--) {
            changed.put(random.nextInt(length), SyntheticCluster.content(random, BLOCK));
        }
        // as since PostgreSQL 17.8: the length now, or where it was cut if that is less
        int declared = choice == 6 ? length : truncation;
        return IncrementalFiles.of(declared, changed);
    }

    public List<SyntheticCluster> backups() {
        return backups;
    }

    public SyntheticCluster newest() {
        return backups.getLast();
    }

    /** Takes all of them, oldest first. */
    public List<CommittedBackup> take(List<Storage> regions) {
        return backups.stream().map(backup -> Backups.take(backup, regions)).toList();
    }

    /** What a restore of the newest must bring, without the manifest that it writes. */
    public Map<String, byte[]> restored(String archive) {
        Map<String, byte[]> restored = new TreeMap<>();
        newest().files().getOrDefault(archive, Map.of()).forEach((path, content) -> {
            if (IncrementalName.wholeFile(archive.equals("base"), path).isEmpty()) {
                restored.put(path, content);
            }
        });
        relations.forEach((name, content) -> {
            if (archive(name).equals(archive)) {
                restored.put(path(name), content);
            }
        });
        restored.computeIfPresent("backup_label", (path, label) -> withoutIncrementalLines(label));
        return restored;
    }

    private static byte[] withoutIncrementalLines(byte[] label) {
        StringBuilder text = new StringBuilder();
        new String(label, StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("INCREMENTAL"))
                .forEach(line -> text.append(line).append('\n'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
