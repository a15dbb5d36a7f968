package org.theorder.lifeboat.repository.wal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.MissingRegion;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.compression.FrameOutput;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.encryption.AgeHeader;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.encryption.WalFingerprint;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Seals the WAL of a backup: writes down which stored bytes each region has of it. What somebody knows (because this process
 * put it, or an earlier seal says it) is taken from there; everything else is read back.
 */
public final class WalSealer {
    private static final Logger LOG = LoggerFactory.getLogger(WalSealer.class);
    private static final int DOCUMENT_LEVEL = 6;
    private static final long LARGEST_SEGMENT = 1L << 30;

    private final ClusterKeys keys;
    private final int segmentBytes;

    public WalSealer(ClusterKeys keys, int segmentBytes) {
        this.keys = keys;
        this.segmentBytes = segmentBytes;
    }

    /**
     * A region in which WAL is sealed.
     *
     * @param known the digest of an object by its key, if it need not be read
     */
    public record Source(Storage region, Function<String, Optional<StoredDigest>> known) {}

    /**
     * A seal that is not stored yet.
     *
     * @param reference for the commit marker
     */
    public record Sealed(WalSeal seal, FrameOutput.Frame document, SealedWal reference) {}

    /**
     * @param sealed null if there was no WAL to seal
     * @param missing regions that do not have all of the needed WAL, or could not be read
     */
    public record Outcome(@Nullable Sealed sealed, List<MissingRegion> missing) {
        public Outcome {
            missing = List.copyOf(missing);
        }
    }

    /** What each region holds. */
    private record Holdings(Map<Storage, RegionWal.Holding> needed, Map<Storage, RegionWal.Holding> wanted) {}

    /**
     * @param range of which everything wanted is sealed if some region has it without a hole, otherwise what is needed
     * @param sources in each of which the needed WAL was seen
     * @throws LifeboatException the first region's error, if all are missing; OBJECT_CONFLICT if two regions hold other
     *     needed WAL under one name; TIMED_OUT if the thread was interrupted
     */
    public Outcome seal(BackupId backup, SealRange range, List<Source> sources) {
        List<MissingRegion> missing = new ArrayList<>();
        Holdings holdings = new Holdings(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Source source : sources) {
            try {
                RegionWal wal = new RegionWal(source.region(), keys, segmentBytes, source.known());
                RegionWal.Holding needed = wal.all(range.needed());
                RegionWal.Holding wanted = range.wanted().equals(range.needed()) ? needed : wal.any(range.wanted());
                holdings.needed().put(source.region(), needed);
                holdings.wanted().put(source.region(), wanted);
            } catch (LifeboatException e) {
                missing.add(missing(source, e));
            }
        }
        if (holdings.needed().isEmpty()) {
            throw missing.getFirst().reason();
        }
        return new Outcome(range.wanted().isEmpty() ? null : sealed(backup, range, holdings), missing);
    }

    private static MissingRegion missing(Source source, LifeboatException e) {
        return switch (e.code().kind()) {
            case STORAGE, CORRUPT -> new MissingRegion(source.region().region(), e);
            case INVALID, CONFLICT, TRANSIENT, INTERNAL, UNKNOWN_RESULT -> throw e;
        };
    }

    private Sealed sealed(BackupId backup, SealRange range, Holdings holdings) {
        boolean whole = holdings.wanted().values().stream().anyMatch(RegionWal.Holding::whole);
        if (whole && !range.wanted().equals(range.needed())) {
            try {
                return document(backup, range.wanted(), holdings.wanted());
            } catch (LifeboatException e) {
                if (e.code() != ErrorCode.OBJECT_CONFLICT && e.code() != ErrorCode.CORRUPT) {
                    throw e;
                }
                LOG.warn("WAL before a backup cannot be sealed backupId={} reason={}", backup, e.explanation());
            }
        }
        return document(backup, range.needed(), holdings.needed());
    }

    private Sealed document(
            BackupId backup, List<SealedWal.Stretch> stretches, Map<Storage, RegionWal.Holding> holdings) {
        WalSeal seal = new WalSeal(
                RegionDescription.FORMAT,
                backup,
                keys.cluster(),
                keys.systemIdentifier(),
                stretches,
                objects(holdings));
        FrameOutput.Frame document = compressed(seal);
        return new Sealed(
                seal,
                document,
                new SealedWal(stretches, seal.count(), seal.storedBytes(), document.rawBytes(), document.sha256()));
    }

    private List<WalSeal.SealedObject> objects(Map<Storage, RegionWal.Holding> holdings) {
        NavigableMap<String, Map<StoredDigest, List<Storage>>> ways = new TreeMap<>();
        holdings.forEach((region, holding) -> holding.objects()
                .forEach((key, digest) -> ways.computeIfAbsent(key, name -> new LinkedHashMap<>())
                        .computeIfAbsent(digest, name -> new ArrayList<>())
                        .add(region)));
        List<WalSeal.SealedObject> objects = new ArrayList<>();
        ways.forEach((key, regions) -> {
            Storage first = regions.values().iterator().next().getFirst();
            regions.forEach((digest, same) -> {
                if (!same.contains(first)) {
                    requireSameWal(key, first, same.getFirst());
                }
                objects.add(new WalSeal.SealedObject(
                        key.substring(keys.wal().length()),
                        same.stream().map(Storage::region).toList(),
                        digest.length(),
                        digest.sha256()));
            });
        });
        return objects;
    }

    private static FrameOutput.Frame compressed(WalSeal seal) {
        try (FrameOutput output = new FrameOutput(DOCUMENT_LEVEL)) {
            output.write(ByteBuffer.wrap(seal.json()));
            return output.finish();
        }
    }

    /** Without a key: equal fingerprints under one fingerprint key are equal WAL. */
    private void requireSameWal(String key, Storage one, Storage other) {
        boolean same;
        try {
            same = Encoding.ofName(key) == Encoding.ZSTD
                    ? plain(one, key).equals(plain(other, key))
                    : maybeSame(fingerprint(one, key), fingerprint(other, key));
        } catch (IOException e) {
            throw Zstd.unreadable(key, e);
        }
        if (!same) {
            throw new LifeboatException(
                    ErrorCode.OBJECT_CONFLICT,
                    key + " holds other WAL in region " + one.region() + " than in region " + other.region()
                            + ": two servers may have written under the same name; nothing was sealed");
        }
    }

    /** What was encrypted under two fingerprint keys cannot be compared. */
    private static boolean maybeSame(Optional<WalFingerprint> one, Optional<WalFingerprint> other) {
        return one.isEmpty()
                || other.isEmpty()
                || !one.get().keyId().equals(other.get().keyId())
                || one.equals(other);
    }

    private static StoredDigest plain(Storage region, String key) throws IOException {
        try (InputStream plain = StoredWal.open(region, key, Identities.none(), LARGEST_SEGMENT)) {
            return StoredDigest.of(plain);
        }
    }

    private static Optional<WalFingerprint> fingerprint(Storage region, String key) throws IOException {
        try (InputStream in = new BufferedInputStream(region.open(key))) {
            return AgeHeader.read(in).fingerprint();
        }
    }
}
