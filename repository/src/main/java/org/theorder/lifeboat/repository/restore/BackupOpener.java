package org.theorder.lifeboat.repository.restore;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.backup.BackupIndex;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.IndexJson;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.backup.SharedValues;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.manifest.ManifestFile;
import org.theorder.lifeboat.repository.manifest.ManifestReader;
import org.theorder.lifeboat.repository.manifest.ManifestSummary;
import org.theorder.lifeboat.repository.storage.Storage;

/** Reads what describes a backup, each object from the first region that has it whole. */
final class BackupOpener {
    /** WAL may have come with the stream; the manifest does not list it. */
    private static final String WAL = "pg_wal/";

    private final List<Storage> regions;
    private final ClusterKeys keys;
    private final BackupId backup;
    private final SharedValues values;

    BackupOpener(List<Storage> regions, ClusterKeys keys, BackupId backup) {
        this(regions, keys, backup, SharedValues.none());
    }

    /** @param values of all backups of a chain */
    BackupOpener(List<Storage> regions, ClusterKeys keys, BackupId backup, SharedValues values) {
        this.regions = regions;
        this.keys = keys;
        this.backup = backup;
        this.values = values;
    }

    BackupContents open() {
        return contents(marker());
    }

    /** What the marker stands for. */
    BackupContents contents(BackupMarker marker) {
        BackupIndex index = anyRegion(region -> {
            String key = keys.index(backup);
            BackupIndex read = read(
                    region,
                    key,
                    marker.indexBytes(),
                    requireNonNull(marker.indexSha256()),
                    in -> IndexJson.read(in, values));
            check(read.backup().equals(backup) && matches(marker, read), "its index is not the one of its marker");
            return read;
        });
        Manifest manifest = anyRegion(region -> {
            Map<String, ManifestFile> files = HashMap.newHashMap(index.files().size());
            String key = keys.manifest(backup);
            ManifestSummary summary = read(
                    region,
                    key,
                    marker.manifestBytes(),
                    requireNonNull(marker.manifestSha256()),
                    in -> ManifestReader.read(in, file -> {
                        ManifestFile kept = shared(file);
                        check(files.put(kept.path(), kept) == null, "its manifest names a file twice");
                    }));
            return new Manifest(summary, files);
        });
        return new BackupContents(marker, index, manifest.summary(), expected(index, manifest.files()));
    }

    private ManifestFile shared(ManifestFile file) {
        return values.of(new ManifestFile(values.of(file.path()), file.size(), file.algorithm(), file.checksum()));
    }

    private static void requireFiles(BackupMarker marker) {
        if (!marker.hasFiles()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "backup " + marker.backup() + " is WAL alone: restore " + marker.parent()
                            + ", or what that builds on, and replay the WAL up to " + marker.stopLsn());
        }
    }

    private record Manifest(ManifestSummary summary, Map<String, ManifestFile> files) {}

    private static boolean matches(BackupMarker marker, BackupIndex index) {
        return marker.archives().equals(index.archives())
                && index.parts().stream().allMatch(part -> part.encoding() == marker.encoding())
                && marker.parts() == index.parts().size()
                && marker.files() == index.files().size()
                && marker.sizeBytes() == index.sizeBytes()
                && marker.tarBytes() == index.tarBytes()
                && marker.storedBytes() == index.storedBytes();
    }

    private List<ExpectedFile> expected(BackupIndex index, Map<String, ManifestFile> manifest) {
        Map<String, Archive> archives =
                index.archives().stream().collect(Collectors.toMap(Archive::name, archive -> archive));
        List<ExpectedFile> expected = new ArrayList<>(index.files().size());
        for (IndexedFile file : index.files()) {
            Archive archive = archives.get(file.archive());
            check(archive != null, "a file in its index belongs to no archive");
            ManifestFile listed = archive == null ? null : manifest.remove(archive.manifestPath(file.path()));
            if (listed == null) {
                check(file.path().startsWith(WAL), "a file in its index is not in its manifest");
            } else {
                check(listed.size() == file.size(), "a file has another size in its index than in its manifest");
            }
            expected.add(new ExpectedFile(file, listed));
        }
        check(manifest.isEmpty(), "a file of its manifest is not in its index");
        return List.copyOf(expected);
    }

    /** Of a backup that has files, and is not WAL alone. */
    BackupMarker marker() {
        BackupMarker marker = anyMarker();
        requireFiles(marker);
        return marker;
    }

    /** From the first region that has it; absent only if every region says so. */
    private BackupMarker anyMarker() {
        LifeboatException trouble = null;
        for (Storage region : regions) {
            try {
                Optional<BackupMarker> marker = new ClusterRepository(region, keys).backup(backup);
                if (marker.isPresent()) {
                    return marker.get();
                }
            } catch (LifeboatException e) {
                trouble = first(trouble, e);
            }
        }
        if (trouble != null) {
            throw trouble;
        }
        String names = regions.stream().map(region -> region.region().value()).collect(Collectors.joining(", "));
        throw new LifeboatException(
                ErrorCode.NOT_FOUND,
                "there is no complete backup " + backup + " of " + keys.cluster() + " in region " + names);
    }

    private <T> T anyRegion(Function<Storage, T> reading) {
        LifeboatException trouble = null;
        for (Storage region : regions) {
            try {
                return reading.apply(region);
            } catch (LifeboatException e) {
                trouble = first(trouble, e);
            }
        }
        throw trouble == null ? new IllegalStateException("no region") : trouble;
    }

    private static LifeboatException first(@Nullable LifeboatException earlier, LifeboatException later) {
        if (earlier == null) {
            return later;
        }
        earlier.addSuppressed(later);
        return earlier;
    }

    /** What was read counts only after the SHA-256 of the stored bytes has matched. */
    private static <T> T read(
            Storage region, String key, long rawBytes, String sha256, Function<InputStream, T> reading) {
        String named = key + " in region " + region.region();
        try (InputStream object = region.open(key)) {
            DigestInputStream stored = new DigestInputStream(object, MessageDigest.getInstance("SHA-256"));
            T value;
            try (InputStream raw = Zstd.decompress(new Unclosed(stored), rawBytes)) {
                value = reading.apply(raw);
                drain(raw);
            }
            drain(stored);
            String actual = HexFormat.of().formatHex(stored.getMessageDigest().digest());
            if (!actual.equals(sha256)) {
                throw new LifeboatException(
                        ErrorCode.CORRUPT, named + " is damaged: its SHA-256 is not the one in the commit marker");
            }
            return value;
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static void drain(InputStream in) throws IOException {
        byte[] window = new byte[8192];
        while (in.read(window) >= 0) {
            // only the digest is of interest
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new LifeboatException(ErrorCode.CORRUPT, "backup " + backup + " is damaged: " + otherwise);
        }
    }
}
