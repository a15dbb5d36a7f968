package org.theorder.lifeboat.repository.verification;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.retention.RegionHoldings;
import org.theorder.lifeboat.repository.retention.RegionSurvey;
import org.theorder.lifeboat.repository.retention.WalItem;
import org.theorder.lifeboat.repository.retention.WalOfBackup;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** Reads the WAL of a backup back: zstd's checksum, the length, every page header of full segments. */
final class WalVerifier {
    private final Storage region;
    private final ClusterKeys keys;
    private final int segmentBytes;
    private final Findings findings;
    private long unchecked;

    WalVerifier(Storage region, ClusterKeys keys, int segmentBytes, Findings findings) {
        this.region = region;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
        this.findings = findings;
    }

    /** Objects that are encrypted: they were read, and nobody here can say more. */
    long unchecked() {
        return unchecked;
    }

    /** How many objects were read. */
    long verify(BackupId backup) {
        RegionHoldings holdings = new RegionSurvey(region, keys, segmentBytes).holdings();
        Optional<WalOfBackup> wal = WalOfBackup.of(holdings, backup);
        if (wal.isEmpty()) {
            return 0;
        }
        if (!wal.get().whole()) {
            findings.damage(
                    keys.wal(),
                    ErrorCode.WAL_GAP,
                    "WAL that makes " + backup + " consistent, or a history, is missing in region " + region.region());
        }
        for (WalItem item : wal.get().items()) {
            try {
                verify(item);
            } catch (LifeboatException e) {
                findings.damage(item.key(), e);
            }
            findings.read(item.bytes());
        }
        return wal.get().items().size();
    }

    private void verify(WalItem item) {
        String named = item.key() + " in region " + region.region();
        try (InputStream stored = region.open(item.key())) {
            if (Encoding.ofName(item.key()) == Encoding.ZSTD_AGE) {
                unchecked++;
                stored.transferTo(OutputStream.nullOutputStream());
                return;
            }
            InputStream plain = Zstd.decompress(stored, segmentBytes);
            Optional<String> fault = item.slice()
                    ? sliceFault(plain, item)
                    : new WalPages(
                                    WalSegment.containing(item.timeline(), item.from(), segmentBytes),
                                    keys.systemIdentifier())
                            .fault(plain);
            fault.ifPresent(what -> {
                throw new LifeboatException(ErrorCode.CORRUPT, named + " is damaged: " + what);
            });
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        }
    }

    private static Optional<String> sliceFault(InputStream plain, WalItem item) throws IOException {
        long length = plain.transferTo(OutputStream.nullOutputStream());
        long wanted = item.to().minus(item.from());
        return length == wanted ? Optional.empty() : Optional.of("it has " + length + " bytes instead of " + wanted);
    }
}
