package org.theorder.lifeboat.restore.point;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;

/**
 * What a cluster can be restored to.
 *
 * @param regions every configured one, each as if it were the only one left
 * @param named null unless it was asked for
 */
public record RestorePoints(
        ClusterName cluster, List<Region> regions, @Nullable Named named) {
    public RestorePoints {
        regions = List.copyOf(regions);
    }

    /**
     * One copy of the repository.
     *
     * @param timelines newest first; of a server that had the name before, behind those of the present one
     * @param newest the end of the newest window on the newest timeline that has one; null if nothing can be restored
     * @param troubles what cannot be read, and histories of timelines that it lacks
     */
    public record Region(
            RegionName region,
            List<Timeline> timelines,
            @Nullable Point newest,
            List<Trouble> troubles) {
        /** What can be restored, for people; one for each window. */
        public List<String> sentences() {
            return timelines.stream()
                    .flatMap(timeline -> timeline.windows().stream()
                            .map(window -> "recoverable from %s to %s (positions %s to %s on timeline %s) in region %s"
                                    .formatted(
                                            window.from().at().truncatedTo(ChronoUnit.MILLIS),
                                            window.to().at().truncatedTo(ChronoUnit.MILLIS),
                                            window.from().lsn(),
                                            window.to().lsn(),
                                            Integer.toUnsignedString(timeline.timeline()),
                                            region)))
                    .toList();
        }

        /** What cannot, for people; one for each gap. */
        public List<String> gapSentences() {
            return timelines.stream()
                    .flatMap(timeline -> timeline.gaps().stream()
                            .map(gap -> "WAL is missing from %s to %s (timeline %s) in region %s"
                                    .formatted(
                                            gap.from(),
                                            gap.to(),
                                            Integer.toUnsignedString(timeline.timeline()),
                                            region)))
                    .toList();
        }
    }

    /** @param code {@code WAL_GAP} for what is not there; everything else is damaged or cannot be read now */
    public record Trouble(ErrorCode code, String what) {}

    /**
     * What can be reached by following one timeline from its ancestors on.
     *
     * @param timeline unsigned
     * @param parent the timeline that it branched off; null for one without history
     * @param branchedAt where; null for one without history
     * @param windows oldest first
     * @param gaps WAL that is missing between the oldest backup and the newest WAL, oldest first
     */
    public record Timeline(
            SystemIdentifier systemIdentifier,
            int timeline,
            @Nullable Integer parent,
            @Nullable Lsn branchedAt,
            List<Window> windows,
            List<Gap> gaps) {}

    /**
     * Every point from the end of a backup to the end of the WAL that goes on from it without a gap.
     *
     * @param backups that a restore may begin with, oldest first
     */
    public record Window(Point from, Point to, List<BackupId> backups) {}

    /** A position, and a time: of the end of a backup, or at which the WAL up to there was stored. */
    public record Point(Lsn lsn, Instant at) {}

    /** From, up to and not including. */
    public record Gap(Lsn from, Lsn to) {}

    /**
     * Restore points with a name on the newest timeline.
     *
     * @param searchedFrom WAL from here was read; null if there is none
     * @param searchedTo up to here
     * @param points oldest first
     */
    public record Named(
            @Nullable Lsn searchedFrom, @Nullable Lsn searchedTo, List<NamedPoint> points) {}

    /** @param at by the server's clock */
    public record NamedPoint(String name, Lsn lsn, Instant at) {}
}
