package org.theorder.lifeboat.repository.backup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * {@code index.json.zst}: which bytes of which file lie where. About 300 bytes of heap per file.
 *
 * @param parts all parts; a segment names them by their place here
 */
public record BackupIndex(
        BackupId backup,
        List<Archive> archives,
        List<IndexedPart> parts,
        List<IndexedDirectory> directories,
        List<IndexedLink> links,
        List<IndexedFile> files) {
    /** @throws LifeboatException CORRUPT unless everything in it fits together */
    public BackupIndex {
        archives = List.copyOf(archives);
        parts = List.copyOf(parts);
        directories = List.copyOf(directories);
        links = List.copyOf(links);
        files = List.copyOf(files);
        check(archives.stream().filter(Archive::isBase).count() == 1, "it has not exactly one base archive");
        Map<String, Archive> byName = new HashMap<>();
        archives.forEach(archive -> check(byName.put(archive.name(), archive) == null, "an archive is there twice"));
        Set<String> objects = new HashSet<>();
        parts.forEach(part -> check(
                byName.containsKey(part.archive()) && objects.add(part.object()),
                "a part is there twice or belongs to no archive"));
        checkPaths(byName, directories, links, files);
        checkSegments(parts, files);
    }

    private static void checkPaths(
            Map<String, Archive> archives,
            List<IndexedDirectory> directories,
            List<IndexedLink> links,
            List<IndexedFile> files) {
        Set<String> paths = new HashSet<>();
        files.forEach(file -> checkPath(paths, archives, file.archive(), file.path()));
        links.forEach(link -> checkPath(paths, archives, link.archive(), link.path()));
        directories.forEach(directory -> checkPath(paths, archives, directory.archive(), directory.path()));
    }

    private static void checkPath(Set<String> paths, Map<String, Archive> archives, String archive, String path) {
        check(archives.containsKey(archive), "a path belongs to no archive");
        check(paths.add(archive + "/" + path), "a path is there twice");
    }

    /** Segments lie inside their parts, each part's apart from each other: no byte is unpacked twice. */
    private static void checkSegments(List<IndexedPart> parts, List<IndexedFile> files) {
        List<IndexedFile.Segment> segments = new ArrayList<>();
        for (IndexedFile file : files) {
            for (IndexedFile.Segment segment : file.segments()) {
                check(segment.part() < parts.size(), "a segment lies in no part");
                check(
                        parts.get(segment.part()).archive().equals(file.archive()),
                        "a file lies in another archive's part");
                segments.add(segment);
            }
        }
        segments.sort(
                Comparator.comparingInt(IndexedFile.Segment::part).thenComparingLong(IndexedFile.Segment::offset));
        long end = 0;
        int part = -1;
        for (IndexedFile.Segment segment : segments) {
            long least = segment.part() == part ? end : 0;
            part = segment.part();
            check(segment.offset() >= least, "two files claim the same bytes");
            long available = parts.get(part).tarBytes() - segment.offset();
            check(segment.length() <= available, "a segment lies outside of its part");
            end = segment.offset() + segment.length();
        }
    }

    /** Content of all files. */
    public long sizeBytes() {
        return files.stream().mapToLong(IndexedFile::size).sum();
    }

    /** All archives as the server sent them. */
    public long tarBytes() {
        return parts.stream().mapToLong(IndexedPart::tarBytes).sum();
    }

    /** All parts as stored in one region. */
    public long storedBytes() {
        return parts.stream().mapToLong(IndexedPart::storedBytes).sum();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new LifeboatException(ErrorCode.CORRUPT, "the backup's index cannot be trusted: " + otherwise);
        }
    }
}
