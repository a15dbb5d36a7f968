package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.backup.IndexedDirectory;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.backup.IndexedLink;
import org.theorder.lifeboat.repository.layout.DataPath;
import org.theorder.lifeboat.repository.manifest.ControlFile;
import org.theorder.lifeboat.repository.storage.FileErrors;

/** Where everything of a backup goes in the file system, and the order in which it becomes a database. */
final class RestorePlaces {
    /** pg_control until everything else is there; a server does not start without pg_control. */
    private static final String UNFINISHED = ".lifeboat";

    private static final String ENCODED = "lifeboat-encoded-";

    private final BackupContents contents;
    private final Map<String, Path> roots;
    private final Path controlFile;
    private final TreeSet<Path> directories = new TreeSet<>();
    private final Set<Path> files = new LinkedHashSet<>();

    private RestorePlaces(BackupContents contents, Map<String, Path> roots) {
        this.contents = contents;
        this.roots = roots;
        this.controlFile = base().resolve(ControlFile.PATH);
    }

    /**
     * Decides and checks; changes nothing.
     *
     * @throws LifeboatException TARGET_OCCUPIED, or REQUEST_INVALID if places overlap
     */
    static RestorePlaces plan(BackupContents contents, RestoreTarget target) {
        RestorePlaces places = new RestorePlaces(contents, roots(contents, target));
        places.checkLinks();
        RestoreDirectories.requireApart(places.separateRoots());
        contents.index().directories().forEach(places::add);
        contents.index().files().forEach(places::add);
        if (!target.over()) {
            places.separateRoots().forEach(RestoreDirectories::requireEmpty);
        }
        return places;
    }

    private static Map<String, Path> roots(BackupContents contents, RestoreTarget target) {
        Map<String, Path> roots = new HashMap<>();
        for (Archive archive : contents.index().archives()) {
            roots.put(archive.name(), root(archive, target));
        }
        return roots;
    }

    private static Path root(Archive archive, RestoreTarget target) {
        String location = archive.location();
        if (location == null) {
            return target.dataDirectory();
        }
        if (archive.isInPlace()) {
            return target.dataDirectory().resolve(location);
        }
        Path mapped = target.tablespaces().get(archive.name());
        Path root = mapped == null ? Path.of(location) : mapped;
        return root.toAbsolutePath().normalize();
    }

    /** A link in the base must be one of the tablespaces that came with the backup. */
    private void checkLinks() {
        for (IndexedLink link : contents.index().links()) {
            String oid = link.path().substring(link.path().lastIndexOf('/') + 1);
            if (!roots.containsKey(oid)) {
                throw new LifeboatException(
                        ErrorCode.CORRUPT, "the backup links to tablespace " + oid + ", but does not contain it");
            }
        }
    }

    private void add(IndexedDirectory directory) {
        if (isWritable(directory.path())) {
            addWithParents(place(directory.archive(), directory.path()), directory.archive());
        }
    }

    private void add(IndexedFile file) {
        Path place = place(file);
        if (!files.add(place)) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, "the backup has a file both whole and as an incremental one: " + place);
        }
        addWithParents(RestoreDirectories.parentOf(place), file.archive());
    }

    private void addWithParents(Path directory, String archive) {
        Path root = root(archive);
        for (Path each = directory; each.startsWith(root) && directories.add(each); ) {
            each = RestoreDirectories.parentOf(each);
        }
    }

    /** Where a file of the newest backup goes; one that is put together, under the name that it then has. */
    Path place(IndexedFile file) {
        return place(file.archive(), contents.restoredPath(file));
    }

    private Path place(String archive, String path) {
        Path root = root(archive);
        Path place = root.resolve(writableName(path));
        if (!place.normalize().equals(place) || !place.startsWith(root)) {
            throw new LifeboatException(ErrorCode.CORRUPT, "a path of the backup leads out of its directory");
        }
        return place;
    }

    /**
     * PostgreSQL gives its files plain names, but people put others into data directories. One that this Java cannot write
     * (not UTF-8, or not in the locale's encoding) is restored under its bytes in hexadecimal, and said.
     */
    private static String writableName(String path) {
        return isWritable(path) ? path : ENCODED + DataPath.hexOf(path);
    }

    private static boolean isWritable(String path) {
        try {
            return !DataPath.isRaw(path) && Path.of(path).toString().equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** What came back differently, for people. */
    List<String> troubles() {
        return contents.index().files().stream()
                .map(IndexedFile::path)
                .filter(path -> !isWritable(path))
                .map(path ->
                        "a file whose name cannot be written by this Java (run it with LC_ALL=C.UTF-8) was restored as "
                                + writableName(path))
                .toList();
    }

    private Path root(String archive) {
        Path root = roots.get(archive);
        if (root == null) {
            throw new LifeboatException(ErrorCode.CORRUPT, "a path of the backup belongs to no archive");
        }
        return root;
    }

    private Path base() {
        return root(Archive.base().name());
    }

    /** The data directory and the tablespaces that do not lie in it. */
    private Collection<Path> separateRoots() {
        return contents.index().archives().stream()
                .filter(archive -> !archive.isInPlace())
                .map(archive -> root(archive.name()))
                .toList();
    }

    /**
     * Removes what is in the way of a restore over something: all but the files that stay, and the links to tablespaces: who
     * goes on after this was cut short learns from them where the tablespaces are.
     */
    void clear(UnchangedFiles unchanged) {
        Set<Path> kept = new HashSet<>(Set.of(
                base().resolve(RestoreTarget.NOTE),
                controlFile.resolveSibling(controlFile.getFileName() + RestoreTarget.ASIDE)));
        contents.files().stream().filter(unchanged::contains).forEach(file -> kept.add(place(file.indexed())));
        tablespaceLinks().forEach((link, tablespace) -> {
            if (isLinked(link, tablespace)) {
                kept.add(link);
                directories.add(RestoreDirectories.parentOf(link));
            }
        });
        RestoreDirectories.clear(base(), kept, directories);
        for (Path root : separateRoots()) {
            if (!root.equals(base())) {
                // a tablespace's directory may hold other things; its cluster's part is one folder
                directories.stream()
                        .filter(directory -> root.equals(directory.getParent()))
                        .forEach(folder -> RestoreDirectories.clear(folder, kept, directories));
            }
        }
    }

    void makeDirectories() {
        separateRoots().forEach(RestoreDirectories::makeRoot);
        directories.addAll(separateRoots());
        directories.forEach(RestoreDirectories::make);
    }

    /** Opens a whole file for one piece of it. */
    FileWriter writer(ExpectedFile file) {
        return new PieceFile(present(place(file.indexed())));
    }

    /** Where a file is until the restore is complete. */
    private Path present(Path place) {
        return place.equals(controlFile) ? unfinishedControlFile() : place;
    }

    private Path unfinishedControlFile() {
        return controlFile.resolveSibling(controlFile.getFileName() + UNFINISHED);
    }

    /**
     * Every file has its length and is durable; then pg_control appears.
     *
     * @param rebuilt how a file was put together; null for one that is whole in the newest backup
     * @param sync has begun with what is put together
     */
    void complete(Function<ExpectedFile, @Nullable RebuiltFile> rebuilt, FileSync sync) {
        try {
            requireLengths(rebuilt);
            linkTablespaces();
            List<Path> durable = new ArrayList<>(files);
            durable.replaceAll(this::present);
            if (contents.isIncremental()) {
                CombinedFiles combined = new CombinedFiles(contents, base());
                combined.writeLabel();
                durable.add(combined.writeManifest(rebuilt));
            }
            durable.addAll(directories);
            durable.add(RestoreDirectories.parentOf(base()));
            sync.complete(durable);
            Files.move(unfinishedControlFile(), controlFile, StandardCopyOption.ATOMIC_MOVE);
            FileSync.sync(RestoreDirectories.parentOf(controlFile));
        } catch (IOException e) {
            throw FileErrors.explained(ErrorCode.INTERNAL, "completing the restore in " + base(), e);
        }
    }

    private void requireLengths(Function<ExpectedFile, @Nullable RebuiltFile> rebuilt) throws IOException {
        for (ExpectedFile file : contents.files()) {
            RebuiltFile built = rebuilt.apply(file);
            Path place = place(file.indexed());
            boolean complete = built == null || built.isComplete();
            long expected = built == null ? file.indexed().size() : built.bytes();
            if (!complete || Files.size(present(place)) != expected) {
                throw new LifeboatException(ErrorCode.INTERNAL, place + " has not the length that it should have");
            }
        }
    }

    /** Where the links to tablespaces are, and where they lead. */
    private Map<Path, Path> tablespaceLinks() {
        Map<Path, Path> links = new HashMap<>();
        contents.index().archives().stream()
                .filter(archive -> !archive.isBase() && !archive.isInPlace())
                .forEach(archive ->
                        links.put(base().resolve("pg_tblspc").resolve(archive.name()), root(archive.name())));
        return links;
    }

    private static boolean isLinked(Path link, Path target) {
        try {
            return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target);
        } catch (IOException e) {
            throw FileErrors.explained(ErrorCode.INTERNAL, "reading " + link, e);
        }
    }

    private void linkTablespaces() throws IOException {
        Map<String, Path> linked = new HashMap<>();
        boolean moved = false;
        for (Archive archive : contents.index().archives()) {
            if (!archive.isBase() && !archive.isInPlace()) {
                linked.put(archive.name(), root(archive.name()));
                moved |= !root(archive.name()).toString().equals(archive.location());
            }
        }
        for (Map.Entry<Path, Path> link : tablespaceLinks().entrySet()) {
            if (!isLinked(link.getKey(), link.getValue())) {
                link(link.getKey(), link.getValue());
            }
        }
        Path map = base().resolve(TablespaceMap.FILE);
        if (moved && Files.exists(map, LinkOption.NOFOLLOW_LINKS)) {
            TablespaceMap.pointTo(map, linked);
        }
    }

    private void link(Path link, Path target) throws IOException {
        Path folder = RestoreDirectories.parentOf(link);
        if (directories.add(folder)) {
            RestoreDirectories.make(folder);
        }
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileAlreadyExistsException e) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    "the backup holds something else at the place of a tablespace's link: " + link,
                    e);
        }
    }
}
