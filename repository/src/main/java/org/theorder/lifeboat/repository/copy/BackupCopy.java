package org.theorder.lifeboat.repository.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupIndex;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.IndexJson;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.BackupLease;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredCopy;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * Copies a backup from a region that has it into one that missed it: object by object, as stored, each against the SHA-256
 * that the marker or the index vouches for; what is there already and whole is not copied again, so a copy that was broken
 * off goes on; the marker comes last. While it is copied the source is leased against retention.
 */
public final class BackupCopy {
    private static final Duration LEASE = Duration.ofHours(1);

    private final Storage from;
    private final Storage to;
    private final ClusterKeys keys;
    private final String holder;
    private final CopyPace pace;
    private final Clock clock;
    private long objects;
    private long bytes;
    private @Nullable BackupLease lease;

    /** @param holder of the lease, unique: {@code copy-dr-…} */
    public BackupCopy(Storage from, Storage to, ClusterKeys keys, String holder, CopyPace pace, Clock clock) {
        this.from = from;
        this.to = to;
        this.keys = keys;
        this.holder = holder;
        this.pace = pace;
        this.clock = clock;
    }

    /**
     * Copies one backup; its parent must be there.
     *
     * @param walIsThere whether all WAL that the backup needs is durable in the region that it is copied to
     * @throws LifeboatException CORRUPT if the source is damaged, OBJECT_CONFLICT if other bytes are in the way,
     *     STORE_UNREACHABLE or NO_SPACE
     */
    public CopyOutcome copy(BackupId backup, Predicate<BackupMarker> walIsThere) {
        BackupLease taken = leased(backup);
        try {
            if (isUnwanted(backup)) {
                return new CopyOutcome.Unwanted();
            }
            BackupMarker marker =
                    new ClusterRepository(from, keys).backup(backup).orElse(null);
            if (marker == null) {
                return new CopyOutcome.NotYet("it is not in region " + from.region() + " any more");
            }
            BackupId parent = marker.parent();
            if (parent != null && new ClusterRepository(to, keys).backup(parent).isEmpty()) {
                return new CopyOutcome.NotYet("its parent " + parent + " comes first");
            }
            copyFiles(marker);
            if (!walIsThere.test(marker)) {
                return new CopyOutcome.NotYet("its WAL is not in region " + to.region() + " yet");
            }
            if (isUnwanted(backup)) {
                return new CopyOutcome.Unwanted();
            }
            object(keys.marker(backup), null, null);
            return new CopyOutcome.Copied(marker, objects, bytes);
        } finally {
            new ClusterRepository(from, keys).records().release(lease == null ? taken : lease);
        }
    }

    private BackupLease leased(BackupId backup) {
        Instant now = clock.instant();
        BackupLease taken = BackupLease.of(backup, holder, "copied into region " + to.region(), now, now.plus(LEASE));
        new ClusterRepository(from, keys).records().lease(taken);
        lease = taken;
        return taken;
    }

    /** A large backup takes longer than a lease. */
    private void renew(BackupId backup) {
        BackupLease held = lease;
        if (held != null && clock.instant().isAfter(held.until().minus(LEASE.dividedBy(2)))) {
            leased(backup);
            new ClusterRepository(from, keys).records().release(held);
        }
    }

    private boolean isUnwanted(BackupId backup) {
        return new ClusterRepository(from, keys).records().isTombstoned(backup)
                || new ClusterRepository(to, keys).records().isTombstoned(backup);
    }

    private void copyFiles(BackupMarker marker) {
        BackupId backup = marker.backup();
        if (marker.hasFiles()) {
            Map<String, Long> present = present(backup);
            for (IndexedPart part : index(marker).parts()) {
                String key = keys.part(backup, part.object());
                boolean whole = present.getOrDefault(key, -1L) == part.storedBytes()
                        && sha256(to, key).equals(part.sha256());
                if (!whole) {
                    object(key, part.storedBytes(), part.sha256());
                }
                renew(backup);
            }
            object(keys.index(backup), null, marker.indexSha256());
            object(keys.manifest(backup), null, marker.manifestSha256());
        }
        SealedWal seal = marker.walSeal();
        if (seal != null) {
            object(keys.walSeal(backup), null, seal.sealSha256());
        }
    }

    private Map<String, Long> present(BackupId backup) {
        try (Stream<StoredObject> objectsThere = to.list(keys.parts(backup))) {
            return objectsThere.collect(Collectors.toMap(StoredObject::key, StoredObject::length));
        }
    }

    private BackupIndex index(BackupMarker marker) {
        String key = keys.index(marker.backup());
        if (!sha256(from, key).equals(marker.indexSha256())) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    key + " in region " + from.region() + " is damaged: its SHA-256 is not the marker's");
        }
        try (InputStream in = Zstd.decompress(from.open(key), marker.indexBytes())) {
            return IndexJson.read(in);
        } catch (IOException e) {
            throw Zstd.unreadable(key + " in region " + from.region(), e);
        }
    }

    private void object(String key, @Nullable Long length, @Nullable String sha256) {
        long copied = new StoredCopy(from, to).copy(key, length, sha256).length();
        objects++;
        bytes += copied;
        pace.copied(copied);
    }

    private static String sha256(Storage region, String key) {
        try (InputStream in = region.open(key);
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (IOException e) {
            throw FileErrors.explained("reading " + key + " in region " + region.region(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
