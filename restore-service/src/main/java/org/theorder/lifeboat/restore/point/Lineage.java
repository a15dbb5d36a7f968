package org.theorder.lifeboat.restore.point;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/**
 * A timeline and those that it came from.
 *
 * @param stages oldest first
 */
record Lineage(List<Stage> stages) {
    /** A timeline, and where it was left for the next one; empty for the last. */
    record Stage(int timeline, Optional<Lsn> leftAt) {}

    static Lineage of(int timeline, Optional<TimelineHistory> history) {
        Stream<Stage> ancestors = history.stream()
                .flatMap(each -> each.ancestors().stream())
                .map(ancestor -> new Stage(ancestor.timeline(), Optional.of(ancestor.switchedAt())));
        return new Lineage(Stream.concat(ancestors, Stream.of(new Stage(timeline, Optional.empty())))
                .toList());
    }

    /** The way from a backup on; empty if the backup is not on it. */
    List<Stage> from(BackupMarker backup) {
        for (int number = 0; number < stages.size(); number++) {
            Stage stage = stages.get(number);
            if (stage.timeline() == backup.timeline()) {
                // a backup that ended behind the point where its timeline was left is not on the way
                boolean endedBehind = backup.stopTimeline() == backup.timeline()
                        && stage.leftAt()
                                .filter(left -> left.isBefore(backup.stopLsn()))
                                .isPresent();
                return endedBehind ? List.of() : stages.subList(number, stages.size());
            }
        }
        return List.of();
    }
}
