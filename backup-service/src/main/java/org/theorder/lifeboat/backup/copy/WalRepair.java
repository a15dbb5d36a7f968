package org.theorder.lifeboat.backup.copy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.catalogue.MissingWal;
import org.theorder.lifeboat.backup.catalogue.ProvenWal;
import org.theorder.lifeboat.backup.catalogue.WalContinuity;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalCopy;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** Fills a gap of one region with WAL that other regions have. */
final class WalRepair {
    private static final Logger LOG = LoggerFactory.getLogger(WalRepair.class);

    private final List<Storage> others;
    private final Storage to;
    private final ClusterKeys keys;
    private final int segmentBytes;

    WalRepair(List<Storage> others, Storage to, ClusterKeys keys, int segmentBytes) {
        this.others = List.copyOf(others);
        this.to = to;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
    }

    /** True if something was copied that had been missing. */
    boolean fill(MissingWal missing) {
        if (missing.isHistory()) {
            return others.stream().anyMatch(other -> tried(other, copy -> copy.history(missing.timeline())));
        }
        boolean filled = false;
        Lsn reached = missing.from();
        while (reached.isBefore(missing.to())) {
            Lsn position = reached;
            WalSegment segment = WalSegment.containing(missing.timeline(), position, segmentBytes);
            boolean whole = others.stream().anyMatch(other -> tried(other, copy -> copy.segment(segment)));
            boolean copied = whole
                    || others.stream()
                            .anyMatch(other -> tried(
                                    other,
                                    copy -> copy.slices(segment, position).isPresent()));
            filled |= copied;
            if (!whole) {
                // the rest of this segment is nowhere, or it is the last one of its timeline
                return filled;
            }
            reached = segment.end();
        }
        return filled;
    }

    /** Copies whatever is missing behind a backup; true if nothing is in the end. */
    boolean complete(WalContinuity continuity, BackupMarker marker) {
        @Nullable ProvenWal proven = null;
        @Nullable MissingWal before = null;
        while (true) {
            WalContinuity.Finding finding = continuity.behind(marker, proven);
            MissingWal missing = finding.missing();
            if (missing == null) {
                return true;
            }
            if (missing.equals(before) || !fill(missing)) {
                return false;
            }
            before = missing;
            proven = finding.proven();
        }
    }

    private interface Attempt {
        boolean with(WalCopy copy);
    }

    /** A region that is damaged or away does not keep us from asking the next one. */
    private boolean tried(Storage other, Attempt attempt) {
        try {
            return attempt.with(new WalCopy(other, to, keys, segmentBytes));
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.TIMED_OUT) {
                throw e;
            }
            LOG.warn(
                    "WAL could not be copied from={} region={} reason={}",
                    other.region(),
                    to.region(),
                    e.explanation());
            return false;
        }
    }
}
