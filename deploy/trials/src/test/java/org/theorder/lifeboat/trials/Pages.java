package org.theorder.lifeboat.trials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Every page of a data directory, outside of what {@link PageMask} takes out. Free space maps are left out: they are not in
 * WAL. Zero pages at the end of a file count as absent: a file is made longer without WAL.
 *
 * @param checksums of the pages of each table, index or sequence by its file, for example {@code base/5/16384}; 0 of a zero
 *     page
 * @param visible the visibility maps by their files
 */
record Pages(Map<String, int[]> checksums, Map<String, byte[]> visible) {
    private static final int PAGE = 8192;
    private static final int HEADER = 24;
    private static final int MOST_SHOWN = 20;
    private static final Pattern RELATION =
            Pattern.compile("(global|base/\\d+|pg_tblspc/\\d+/PG_[^/]+/\\d+)/\\d+(_vm)?(\\.\\d+)?");

    /** What lies on disk; everything must have been written there, and nothing may write meanwhile. */
    static Pages of(Path dataDirectory) {
        Pages pages = new Pages(new TreeMap<>(), new TreeMap<>());
        for (String folder : List.of("global", "base", "pg_tblspc")) {
            try (Stream<Path> files = Files.walk(dataDirectory.resolve(folder), FileVisitOption.FOLLOW_LINKS)) {
                files.filter(Files::isRegularFile).forEach(file -> pages.add(dataDirectory, file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return pages;
    }

    private void add(Path dataDirectory, Path file) {
        String name = dataDirectory.relativize(file).toString();
        if (!RELATION.matcher(name).matches()) {
            return;
        }
        try {
            byte[] content = Files.readAllBytes(file);
            if (name.contains("_vm")) {
                visible.put(name, content);
            } else {
                checksums.put(name, checksums(content));
            }
        } catch (NoSuchFileException e) {
            // dropped before, and removed by a checkpoint now: as if it had no pages
            checksums.remove(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] checksums(byte[] content) {
        int[] checksums = new int[content.length / PAGE];
        int end = 0;
        for (int number = 0; number < checksums.length; number++) {
            checksums[number] = checksum(
                    ByteBuffer.wrap(content, number * PAGE, PAGE).slice().order(ByteOrder.LITTLE_ENDIAN));
            end = checksums[number] == 0 ? end : number + 1;
        }
        return Arrays.copyOf(checksums, end);
    }

    private static int checksum(ByteBuffer page) {
        if (page.equals(ByteBuffer.allocate(PAGE))) {
            return 0;
        }
        PageMask.mask(page);
        CRC32C checksum = new CRC32C();
        checksum.update(page);
        return (int) checksum.getValue() | 1;
    }

    /**
     * Where this is not the same as the source, not all of it if it is much; empty if all is. A bit of a visibility map that
     * is missing here costs time only (CREATE DATABASE writes maps to WAL without their content); one that the source does
     * not have hides rows.
     */
    List<String> differencesTo(Pages source) {
        List<String> differences = new ArrayList<>();
        for (String name : union(checksums, source.checksums)) {
            int[] here = checksums.getOrDefault(name, new int[0]);
            int[] there = source.checksums.getOrDefault(name, new int[0]);
            for (int page = 0; page < Math.max(here.length, there.length); page++) {
                int one = page < here.length ? here[page] : 0;
                int other = page < there.length ? there[page] : 0;
                if (one != other) {
                    differences.add(name + " page " + page + (one == 0 ? ", missing" : other == 0 ? ", too much" : ""));
                }
            }
        }
        visible.forEach((name, map) -> {
            byte[] there = source.visible.getOrDefault(name, new byte[0]);
            for (int place = 0; place < map.length; place++) {
                int allowed = place < there.length ? there[place] : 0;
                if (place % PAGE >= HEADER && (map[place] & ~allowed) != 0) {
                    differences.add(name + " byte " + place + " says visible what is not");
                }
            }
        });
        return differences.subList(0, Math.min(MOST_SHOWN, differences.size()));
    }

    private static TreeSet<String> union(Map<String, ?> one, Map<String, ?> other) {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }
}
