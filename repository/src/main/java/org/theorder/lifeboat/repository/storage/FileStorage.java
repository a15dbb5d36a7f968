package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/**
 * A region in a directory of a local or mounted POSIX file system that knows hard links. An object is written to a
 * temporary file, synced, and then linked to its name, which fails if the name is taken.
 *
 * <p>The root counts as reachable only while its {@code lifeboat.json} is there, so that an unmounted directory never
 * looks like an empty repository.
 */
public final class FileStorage implements Storage {
    /** Temporary files of running writers; begins with a dot, so no key can reach it. */
    static final String INCOMING = ".incoming";

    /** What was damaged and has been replaced; no key can reach it either. */
    static final String DAMAGED = ".damaged";

    private final Path root;
    private final RegionName region;
    private final ObjectFiles files;

    private FileStorage(Path root, RegionName region) {
        this.root = root;
        this.region = region;
        this.files = new ObjectFiles(root, root.resolve(INCOMING));
    }

    /**
     * Opens a region that was initialized.
     *
     * @throws LifeboatException STORE_UNREACHABLE if the root or its {@code lifeboat.json} is missing
     */
    public static FileStorage open(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        Path description = absolute.resolve(RegionDescription.KEY);
        try (InputStream in = Files.newInputStream(description)) {
            byte[] json = in.readNBytes(64 * 1024);
            return new FileStorage(
                    absolute,
                    RegionDescription.read(json, description.toString()).region());
        } catch (NoSuchFileException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    description + " is missing: mount the repository there, or initialize a new one",
                    e);
        } catch (IOException e) {
            throw FileErrors.explained("reading " + description, e);
        }
    }

    /**
     * Makes a region in a directory, or opens the one that is there. The directory may exist; only its last step is
     * made if it does not, so that a missing mount point is noticed.
     *
     * @throws LifeboatException CONFIGURATION_INVALID if another region lives there, STORE_UNREACHABLE if the parent is
     *     missing
     */
    public static FileStorage initialize(Path root, RegionName region, Clock clock) {
        Path absolute = root.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(absolute)) {
                Files.createDirectory(absolute);
            }
        } catch (IOException e) {
            throw FileErrors.explained("making the directory " + absolute, e);
        }
        FileStorage storage = new FileStorage(absolute, region);
        if (!Files.exists(absolute.resolve(RegionDescription.KEY))) {
            storage.createFirst(RegionDescription.of(region, clock));
        }
        FileStorage opened = open(absolute);
        if (!opened.region.equals(region)) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    absolute + " holds region " + opened.region + ", not " + region
                            + ": correct the region's name or its directory");
        }
        return opened;
    }

    private void createFirst(RegionDescription description) {
        try {
            files.create(RegionDescription.KEY, Content.of(description.json()));
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.OBJECT_CONFLICT) {
                throw e;
            }
            // another process initialized it in this moment; open() decides whether it is the same region
        }
    }

    @Override
    public RegionName region() {
        return region;
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        ObjectKey.checked(key);
        requireRoot();
        files.create(key, content);
    }

    @Override
    public InputStream open(String key) {
        Path path = root.resolve(ObjectKey.checked(key));
        try {
            if (ObjectFiles.describe(path, key).isPresent()) {
                return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
            }
        } catch (NoSuchFileException e) {
            // deleted in this moment
        } catch (IOException e) {
            throw FileErrors.explained("reading " + key + " in region " + region, e);
        }
        requireRoot();
        throw new LifeboatException(ErrorCode.NOT_FOUND, key + " is not in region " + region);
    }

    @Override
    public Optional<StoredObject> find(String key) {
        Optional<StoredObject> found = ObjectFiles.describe(root.resolve(ObjectKey.checked(key)), key);
        if (found.isEmpty()) {
            requireRoot();
        }
        return found;
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        ObjectKey.checkedPrefix(prefix);
        ObjectKey.checkedPrefix(after);
        requireRoot();
        return new FileListing(root, prefix, after).objects();
    }

    @Override
    public Stream<String> folders(String prefix) {
        ObjectKey.checkedPrefix(prefix);
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "'" + prefix + "' does not end with a slash");
        }
        requireRoot();
        return new FileListing(root, prefix, "").folders();
    }

    @Override
    public void delete(String key) {
        Path path = root.resolve(ObjectKey.checked(key));
        requireRoot();
        try {
            if (ObjectFiles.describe(path, key).isPresent()) {
                Files.deleteIfExists(path);
                removeEmptyFolders(ObjectFiles.parentOf(path));
            }
        } catch (IOException e) {
            throw FileErrors.explained("deleting " + key + " in region " + region, e);
        }
    }

    private void removeEmptyFolders(Path folder) throws IOException {
        for (Path each = folder; !each.equals(root); each = ObjectFiles.parentOf(each)) {
            try {
                Files.deleteIfExists(each);
            } catch (DirectoryNotEmptyException stillUsed) {
                return;
            }
        }
    }

    /** The damaged file lies in {@code .damaged/} from then on, until somebody who has looked at it removes it. */
    @Override
    public void setAside(String key) {
        Path path = root.resolve(ObjectKey.checked(key));
        requireRoot();
        if (ObjectFiles.describe(path, key).isPresent()) {
            files.move(key, root.resolve(DAMAGED).resolve(key + "." + UUID.randomUUID()));
        }
    }

    /** A file system keeps nobody from deleting. */
    @Override
    public Optional<LockMode> lock() {
        return Optional.empty();
    }

    @Override
    public void lockUntil(String key, Instant until) {
        ObjectKey.checked(key);
        throw new LifeboatException(
                ErrorCode.REQUEST_INVALID,
                "region " + region + " is a directory, which cannot lock " + key
                        + ": use an object store with object lock for copies that nobody may delete");
    }

    @Override
    public Optional<Instant> lockedUntil(String key) {
        ObjectKey.checked(key);
        return Optional.empty();
    }

    @Override
    public Abandoned collectAbandoned(Instant before) {
        requireRoot();
        return files.collectAbandoned(before);
    }

    /** @throws LifeboatException STORE_UNREACHABLE unless the region is there */
    private void requireRoot() {
        if (!Files.exists(root.resolve(RegionDescription.KEY))) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "region " + region + " is not at " + root + ": lifeboat.json is missing; is it mounted?");
        }
    }

    @Override
    public String toString() {
        return "region " + region + " at " + root;
    }
}
