package org.theorder.lifeboat.repository.backup;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.IncrementalMethod;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.RecipientFingerprint;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code backup.json}, the commit marker: written last, everything about a backup, and the SHA-256 of the objects that
 * everything else hangs on. The same bytes in every region.
 *
 * @param format version of the repository's format
 * @param encoding how parts are encoded
 * @param recipients for whom they are encrypted, ascending; none if they are not. Null only in JSON: none
 * @param parent the backup that an incremental builds on; null for a full one
 * @param method how an incremental holds what changed since its parent; null for a full one. One of WAL has no files: no
 *     parts, no index, no manifest; its {@code startLsn} is where the parent ended
 * @param incrementalFrom the parent's start, as the server wrote it into backup_label; null unless the backup holds
 *     incremental files
 * @param serverVersion {@code server_version_num}
 * @param timeline at the start
 * @param stopTimeline at the stop; differs only if a standby followed a promotion meanwhile
 * @param startLsn replay starts here
 * @param stopLsn consistent from here on
 * @param sizeBytes content of all files
 * @param tarBytes all archives as the server sent them
 * @param storedBytes all parts as stored in one region
 * @param dataChecksums whether the server's pages had checksums; null if unknown, as in markers before release 0.2
 * @param manifestChecksums algorithm of the checksums in PostgreSQL's manifest
 * @param indexBytes size of the index before compression; limits what is decompressed
 * @param indexSha256 of the stored bytes of {@code index.json.zst}, hexadecimal; null if the method is WAL
 * @param manifestBytes size of PostgreSQL's manifest before compression
 * @param manifestSha256 of the stored bytes of {@code backup_manifest.zst}; null if the method is WAL
 * @param walSeal what vouches for the WAL since the backup before; null if there is none
 * @param truncations files that were cut since the parent, as far as the backup holds them as incremental ones; null only in
 *     JSON: none
 */
public record BackupMarker(
        int format,
        Encoding encoding,
        List<RecipientFingerprint> recipients,
        BackupId backup,
        ClusterName cluster,
        SystemIdentifier systemIdentifier,
        BackupKind kind,
        @Nullable BackupId parent,
        @Nullable IncrementalMethod method,
        @Nullable ParentStart incrementalFrom,
        int serverVersion,
        int walSegmentBytes,
        int timeline,
        int stopTimeline,
        Lsn startLsn,
        Lsn stopLsn,
        Instant startedAt,
        Instant completedAt,
        List<Archive> archives,
        long parts,
        long files,
        long sizeBytes,
        long tarBytes,
        long storedBytes,
        @Nullable Boolean dataChecksums,
        ChecksumAlgorithm manifestChecksums,
        long indexBytes,
        @Nullable String indexSha256,
        long manifestBytes,
        @Nullable String manifestSha256,
        @Nullable SealedWal walSeal,
        List<Truncation> truncations) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws LifeboatException CORRUPT if the parts do not fit together, CONFIGURATION_INVALID if they need a newer release */
    public BackupMarker {
        RegionDescription.checkFormat(format, "the commit marker");
        requireNonNull(encoding, "encoding");
        recipients = listed(recipients);
        check((encoding == Encoding.ZSTD_AGE) == !recipients.isEmpty(), "the encoding does not fit the recipients");
        requireNonNull(backup, "backup");
        requireNonNull(cluster, "cluster");
        requireNonNull(systemIdentifier, "systemIdentifier");
        requireNonNull(kind, "kind");
        requireNonNull(startLsn, "startLsn");
        requireNonNull(stopLsn, "stopLsn");
        requireNonNull(startedAt, "startedAt");
        requireNonNull(completedAt, "completedAt");
        archives = List.copyOf(archives);
        truncations = listed(truncations);
        requireNonNull(manifestChecksums, "manifestChecksums");
        check(!stopLsn.isBefore(startLsn), "stopLsn is before startLsn");
        check(
                (kind == BackupKind.INCREMENTAL) == (parent != null),
                "a full backup has no parent, an incremental has one");
        check(
                (method == IncrementalMethod.PAGES) == (incrementalFrom != null),
                "an incremental of pages says where its parent began, nothing else does");
        check(
                (kind == BackupKind.INCREMENTAL) == (method != null),
                "a full backup has no method, an incremental has one");
        check(
                parts >= 0 && files >= 0 && sizeBytes >= 0 && tarBytes >= 0 && storedBytes >= 0,
                "a count or a size is negative");
        if (method == IncrementalMethod.WAL) {
            check(
                    parts == 0 && files == 0 && archives.isEmpty() && indexSha256 == null && manifestSha256 == null,
                    "a backup of WAL alone has files");
        } else {
            check(parts >= 1, "it has no parts");
            check(indexBytes > 0 && manifestBytes > 0, "the index or the manifest is empty");
            check(isSha256(indexSha256) && isSha256(manifestSha256), "a SHA-256 is malformed");
        }
    }

    /** Markers of earlier releases do not have it. */
    private static <T> List<T> listed(@Nullable List<T> elements) {
        return elements == null ? List.of() : List.copyOf(elements);
    }

    private static boolean isSha256(@Nullable String text) {
        return text != null && SHA256.matcher(text).matches();
    }

    /** False for an incremental that is WAL alone: its state comes from its nearest ancestor with files, and replay. */
    public boolean hasFiles() {
        return method != IncrementalMethod.WAL;
    }

    /** Whose backup it is. */
    public ClusterKeys keys() {
        return new ClusterKeys(cluster, systemIdentifier);
    }

    /** @throws LifeboatException CORRUPT if the bytes are not a marker */
    public static BackupMarker read(byte[] json, String where) {
        return RepositoryJson.read(BackupMarker.class, json, where);
    }

    public byte[] json() {
        return RepositoryJson.write(this);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new LifeboatException(ErrorCode.CORRUPT, otherwise);
        }
    }
}
