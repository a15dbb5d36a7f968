package org.theorder.lifeboat.restore.point;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.record.PointRecord;
import org.theorder.lifeboat.restore.record.PointScan;

/** The named restore points of the newest timeline, found by reading its newest WAL. */
final class NamedPoints {
    private final Copies copies;
    private final Identities identities;
    private final Duration walPatience;

    NamedPoints(Copies copies, Identities identities, Duration walPatience) {
        this.copies = copies;
        this.identities = identities;
        this.walPatience = walPatience;
    }

    /** @throws LifeboatException what makes the WAL unreadable */
    RestorePoints.Named inNewest(int segments) {
        Optional<WalPath> longest = longestPath();
        if (longest.isEmpty()) {
            return new RestorePoints.Named(null, null, List.of());
        }
        WalPath path = longest.get();
        List<WalSegment> all = path.segments();
        List<WalSegment> newest = all.subList(Math.max(0, all.size() - segments), all.size());
        List<RestorePoints.NamedPoint> found = new ArrayList<>();
        new PointScan(
                        new RepositoryWal(path, copies.regions(), copies.keys(), identities, walPatience),
                        copies.majorVersion())
                .scan(newest, path.end(), point -> {
                    if (point instanceof PointRecord.NamedPoint named) {
                        found.add(new RestorePoints.NamedPoint(named.name(), named.lsn(), named.at()));
                    }
                });
        return new RestorePoints.Named(
                newest.isEmpty() ? path.end() : newest.getFirst().start(), path.end(), found);
    }

    private Optional<WalPath> longestPath() {
        PathFinder finder = new PathFinder(copies);
        for (int timeline : copies.timelines()) {
            for (BackupMarker backup : copies.backups().reversed()) {
                if (finder.find(backup, timeline) instanceof PathFinder.Search.Found found) {
                    return Optional.of(found.path());
                }
            }
        }
        return Optional.empty();
    }
}
