package org.theorder.lifeboat.restore.point;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.storage.Storage;

/** What can be restored, for the message that refuses what cannot. */
record Window(Instant from, Instant to, Lsn fromLsn, Lsn toLsn, List<RegionName> regions) {

    /** From the end of the oldest backup to the newest WAL that can be reached; empty if no backup has its WAL. */
    static Optional<Window> of(Copies copies) {
        PathFinder finder = new PathFinder(copies);
        List<BackupMarker> backups = copies.backups();
        for (int timeline : copies.timelines()) {
            for (BackupMarker newest : backups) {
                if (finder.find(newest, timeline) instanceof PathFinder.Search.Found found) {
                    BackupMarker oldest = backups.getLast();
                    return Optional.of(new Window(
                            oldest.completedAt(),
                            finder.newestStoredAt(found.path()),
                            oldest.stopLsn(),
                            found.path().end(),
                            copies.regions().stream().map(Storage::region).toList()));
                }
            }
        }
        return Optional.empty();
    }

    String sentence() {
        return "possible is any time from %s to %s, or any position from %s to %s, in %s"
                .formatted(
                        from.truncatedTo(ChronoUnit.MILLIS),
                        to.truncatedTo(ChronoUnit.MILLIS),
                        fromLsn,
                        toLsn,
                        regions);
    }
}
