package org.theorder.lifeboat.repository.verification;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.KnownMarkers;
import org.theorder.lifeboat.repository.backup.BackupIndex;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.IndexJson;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * Reads a backup and its WAL back in one region, trusting nothing but what is read there. What is damaged is a finding; a
 * region that cannot be read is an error and no verdict. Several backups are read back by one of these: to tell which WAL
 * belongs to each, it reads the other markers once.
 */
public final class BackupVerifier {
    private final Storage region;
    private final ClusterKeys keys;
    private final int segmentBytes;
    private final ReaderSettings settings;
    private final Clock clock;
    private final KnownMarkers markers = new KnownMarkers();

    public BackupVerifier(Storage region, ClusterKeys keys, int segmentBytes, ReaderSettings settings, Clock clock) {
        this.region = region;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param sample which share of the parts to read; null for all. Marker, index, manifest, the presence of all parts and
     *     the WAL are looked at in any case
     * @throws LifeboatException NOT_FOUND if there is no such backup there; STORE_UNREACHABLE and others if it cannot be read
     */
    public Verification verify(BackupId backup, Verification.@Nullable Sample sample) {
        Instant startedAt = now();
        Findings findings = new Findings();
        Optional<BackupMarker> marker = marker(backup, findings);
        boolean contents = false;
        String proven = "nothing: the marker is damaged";
        WalVerifier wal = new WalVerifier(region, keys, segmentBytes, markers, findings);
        if (marker.isPresent()) {
            checkParent(marker.get(), findings);
            if (marker.get().hasFiles()) {
                contents = files(marker.get(), sample, findings);
            }
            wal.verify(marker.get());
            proven = proven(marker.get(), contents, sample, wal);
        }
        return new Verification(
                1,
                backup,
                region.region(),
                findings.damaged().isEmpty(),
                sample,
                contents,
                findings.objects(),
                findings.bytes(),
                contents ? marker.map(BackupMarker::files).orElse(0L) : 0,
                wal.objects(),
                wal.sealed(),
                wal.unchecked(),
                proven,
                startedAt,
                now(),
                findings.damaged());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What was shown and what was not, for people. */
    private static String proven(
            BackupMarker marker, boolean contents, Verification.@Nullable Sample sample, WalVerifier wal) {
        return "marker" + (marker.hasFiles() ? ", " + files(marker, contents, sample) : "") + "; " + wal.proven();
    }

    private static String files(BackupMarker marker, boolean contents, Verification.@Nullable Sample sample) {
        String parts = sample == null ? "every part" : "one of " + sample.of() + " parts, and that none is missing";
        String inside = contents
                ? "every file was decompressed and compared with PostgreSQL's manifest"
                : "what is inside the parts was not looked at"
                        + (marker.encoding() == Encoding.ZSTD_AGE
                                ? ", because they are encrypted: only a restore with an identity shows that"
                                : "");
        return "index, manifest and " + parts + " by SHA-256 of what is stored; " + inside;
    }

    private Optional<BackupMarker> marker(BackupId backup, Findings findings) {
        String key = keys.marker(backup);
        try {
            Optional<BackupMarker> marker = new ClusterRepository(region, keys).backup(backup);
            if (marker.isEmpty()) {
                throw new LifeboatException(
                        ErrorCode.NOT_FOUND,
                        "there is no complete backup " + backup + " of " + keys.cluster() + " in region "
                                + region.region());
            }
            findings.read(region.find(key).map(StoredObject::length).orElse(0L));
            return marker;
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.CORRUPT) {
                throw e;
            }
            findings.damage(key, e);
            return Optional.empty();
        }
    }

    private void checkParent(BackupMarker marker, Findings findings) {
        BackupId parent = marker.parent();
        if (parent == null) {
            return;
        }
        try {
            Optional<BackupMarker> found = new ClusterRepository(region, keys).backup(parent);
            boolean fits = found.isPresent()
                    && (marker.incrementalFrom() == null
                            || marker.incrementalFrom().isStartOf(found.get()));
            if (!fits) {
                findings.damage(
                        keys.marker(parent),
                        ErrorCode.CHAIN_BROKEN,
                        marker.backup() + " builds on " + parent
                                + (found.isPresent() ? ", which began elsewhere" : ", which is not there"));
            }
        } catch (LifeboatException e) {
            findings.damage(keys.marker(parent), e);
        }
    }

    /** True if every file was compared with the manifest. */
    private boolean files(BackupMarker marker, Verification.@Nullable Sample sample, Findings findings) {
        int before = findings.damaged().size();
        Optional<BackupIndex> index = index(marker, findings);
        try {
            findings.read(StoredBytes.check(
                    region, keys.manifest(marker.backup()), -1, requireNonNull(marker.manifestSha256())));
        } catch (LifeboatException e) {
            findings.damage(keys.manifest(marker.backup()), e);
        }
        if (index.isEmpty()) {
            return false;
        }
        Map<String, Long> present = present(marker);
        if (sample == null && marker.encoding() == Encoding.ZSTD && readWhole(marker, index.get(), findings)) {
            return true;
        }
        List<IndexedPart> parts = index.get().parts();
        for (int number = 0; number < parts.size(); number++) {
            boolean chosen = sample == null || number % sample.of() == sample.slot();
            part(marker, parts.get(number), chosen, present, findings);
        }
        if (sample == null
                && marker.encoding() == Encoding.ZSTD
                && findings.damaged().size() == before) {
            findings.damage(
                    keys.backup(marker.backup()),
                    ErrorCode.CORRUPT,
                    "every stored object has its SHA-256, but files do not fit PostgreSQL's manifest");
        }
        return false;
    }

    /** The way a restore reads, without writing; false if anything is wrong with the bytes. */
    private boolean readWhole(BackupMarker marker, BackupIndex index, Findings findings) {
        try {
            BackupReader.open(List.of(region), keys, marker.backup()).verify(settings, ReadProgress.IGNORED);
            index.parts().forEach(part -> findings.read(part.storedBytes()));
            return true;
        } catch (LifeboatException e) {
            boolean verdict = e.code() == ErrorCode.CORRUPT
                    || e.code() == ErrorCode.NOT_FOUND
                    || e.code() == ErrorCode.CHAIN_BROKEN;
            if (!verdict) {
                throw e;
            }
            return false;
        }
    }

    private Map<String, Long> present(BackupMarker marker) {
        Map<String, Long> present = new HashMap<>();
        try (Stream<StoredObject> objects = region.list(keys.parts(marker.backup()))) {
            objects.forEach(object -> present.put(object.key(), object.length()));
        }
        return present;
    }

    private void part(
            BackupMarker marker, IndexedPart part, boolean chosen, Map<String, Long> present, Findings findings) {
        String key = keys.part(marker.backup(), part.object());
        Long length = present.get(key);
        try {
            if (length == null) {
                throw new LifeboatException(ErrorCode.NOT_FOUND, key + " is missing in region " + region.region());
            }
            if (length != part.storedBytes()) {
                throw new LifeboatException(
                        ErrorCode.CORRUPT, key + " has a wrong length in region " + region.region());
            }
            if (chosen) {
                findings.read(StoredBytes.check(region, key, part.storedBytes(), part.sha256()));
            }
        } catch (LifeboatException e) {
            findings.damage(key, e);
        }
    }

    private Optional<BackupIndex> index(BackupMarker marker, Findings findings) {
        String key = keys.index(marker.backup());
        try {
            findings.read(StoredBytes.check(region, key, -1, requireNonNull(marker.indexSha256())));
            try (InputStream raw = Zstd.decompress(region.open(key), marker.indexBytes())) {
                return Optional.of(IndexJson.read(raw));
            } catch (IOException e) {
                throw Zstd.unreadable(key + " in region " + region.region(), e);
            }
        } catch (LifeboatException e) {
            findings.damage(key, e);
            return Optional.empty();
        }
    }
}
