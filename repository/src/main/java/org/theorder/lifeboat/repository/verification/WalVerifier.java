package org.theorder.lifeboat.repository.verification;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.KnownMarkers;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.encryption.AgeHeader;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.retention.RegionHoldings;
import org.theorder.lifeboat.repository.retention.RegionSurvey;
import org.theorder.lifeboat.repository.retention.StoredBackup;
import org.theorder.lifeboat.repository.retention.WalItem;
import org.theorder.lifeboat.repository.retention.WalOfBackup;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.wal.SealedObjects;
import org.theorder.lifeboat.repository.wal.WalSeal;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * Reads the WAL of a backup back: the SHA-256 that a seal vouches for; and where it is not encrypted, zstd's checksum, the
 * length, every page header of full segments.
 */
final class WalVerifier {
    private final Storage region;
    private final ClusterKeys keys;
    private final int segmentBytes;
    private final KnownMarkers markers;
    private final Findings findings;
    private final SealedObjects seals;
    private long objects;
    private long sealed;
    private long unchecked;

    WalVerifier(Storage region, ClusterKeys keys, int segmentBytes, KnownMarkers markers, Findings findings) {
        this.region = region;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
        this.markers = markers;
        this.findings = findings;
        this.seals = new SealedObjects(region.region(), keys);
    }

    /** How many objects were read. */
    long objects() {
        return objects;
    }

    /** How many of them have the bytes that were sealed. */
    long sealed() {
        return sealed;
    }

    /** How many of them are encrypted and not sealed: nobody here can say whether their bytes are the right ones. */
    long unchecked() {
        return unchecked;
    }

    /** For people. */
    String proven() {
        return objects + " WAL objects: " + sealed + " by the SHA-256 of their seals, " + (objects - sealed - unchecked)
                + " that no seal covers yet by zstd's checksum, length and page headers"
                + (unchecked == 0
                        ? ""
                        : ", " + unchecked + " encrypted and not sealed yet: only seen that they are not cut short");
    }

    void verify(BackupMarker marker) {
        BackupId backup = marker.backup();
        RegionHoldings holdings = new RegionSurvey(region, keys, segmentBytes).backupsAndWal(markers);
        Optional<WalOfBackup> wal = WalOfBackup.of(holdings, backup);
        if (wal.isEmpty()) {
            return;
        }
        if (!wal.get().whole()) {
            findings.damage(
                    keys.wal(),
                    ErrorCode.WAL_GAP,
                    "WAL that makes " + backup + " consistent, or a history, is missing in region " + region.region());
        }
        readSeals(marker, holdings.backups());
        for (WalItem item : wal.get().inUse()) {
            objects++;
            try {
                verify(item);
            } catch (LifeboatException e) {
                findings.damage(item.key(), e);
            }
            findings.read(item.bytes());
        }
    }

    /** The backup's own, those of what it builds on, and the next one: it begins where this one ended, or before. */
    private void readSeals(BackupMarker marker, List<StoredBackup> backups) {
        ownSeal(marker);
        ClusterRepository repository = new ClusterRepository(region, keys);
        for (BackupId parent = marker.parent(); parent != null; ) {
            Optional<BackupMarker> found = otherSeal(repository, parent);
            parent = found.map(BackupMarker::parent).orElse(null);
        }
        Iterator<StoredBackup> later = backups.stream()
                .filter(other -> other.id().compareTo(marker.backup()) > 0)
                .iterator();
        boolean sealedLater = false;
        while (!sealedLater && later.hasNext()) {
            sealedLater = otherSeal(repository, later.next().id())
                    .filter(found -> found.walSeal() != null)
                    .isPresent();
        }
    }

    private void ownSeal(BackupMarker marker) {
        SealedWal reference = marker.walSeal();
        if (reference == null) {
            return;
        }
        String key = keys.walSeal(marker.backup());
        try {
            WalSeal.stored(region, marker).ifPresent(seals::add);
            findings.read(region.find(key).map(StoredObject::length).orElse(0L));
        } catch (LifeboatException e) {
            findings.damage(key, e);
        }
    }

    /** What is damaged there is found when that backup is verified. */
    private Optional<BackupMarker> otherSeal(ClusterRepository repository, BackupId backup) {
        try {
            Optional<BackupMarker> marker = repository.backup(backup);
            marker.flatMap(found -> WalSeal.stored(region, found)).ifPresent(seals::add);
            return marker;
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.CORRUPT && e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void verify(WalItem item) {
        String named = item.key() + " in region " + region.region();
        boolean encrypted = Encoding.ofName(item.key()) == Encoding.ZSTD_AGE;
        try (DigestInputStream stored = new DigestInputStream(region.open(item.key()), sha256())) {
            if (!encrypted) {
                plainFault(stored, item).ifPresent(what -> {
                    throw new LifeboatException(ErrorCode.CORRUPT, named + " is damaged: " + what);
                });
            }
            stored.transferTo(OutputStream.nullOutputStream());
            String actual = HexFormat.of().formatHex(stored.getMessageDigest().digest());
            switch (seals.verdict(item.key(), actual)) {
                case AS_SEALED -> sealed++;
                case DAMAGED ->
                    throw new LifeboatException(
                            ErrorCode.CORRUPT, named + " is damaged: its bytes are not those that were sealed");
                case UNSEALED -> {
                    if (encrypted) {
                        requireWhole(item, named);
                        unchecked++;
                    }
                }
            }
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        }
    }

    private Optional<String> plainFault(InputStream stored, WalItem item) throws IOException {
        InputStream plain = Zstd.decompress(stored, segmentBytes);
        return item.slice()
                ? sliceFault(plain, item)
                : new WalPages(
                                WalSegment.containing(item.timeline(), item.from(), segmentBytes),
                                keys.systemIdentifier())
                        .fault(plain);
    }

    private static Optional<String> sliceFault(InputStream plain, WalItem item) throws IOException {
        long length = plain.transferTo(OutputStream.nullOutputStream());
        long wanted = item.to().minus(item.from());
        return length == wanted ? Optional.empty() : Optional.of("it has " + length + " bytes instead of " + wanted);
    }

    /** As far as one can tell without a key. */
    private void requireWhole(WalItem item, String named) throws IOException {
        try (InputStream stored = new BufferedInputStream(region.open(item.key()))) {
            if (!AgeHeader.read(stored).fits(item.bytes())) {
                throw new LifeboatException(ErrorCode.CORRUPT, named + " is damaged: the age file is cut short");
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
