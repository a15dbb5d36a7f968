package org.theorder.lifeboat.monitor.cluster;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.RegionName;

/**
 * What the recovery of a cluster was rehearsed with, and how the cluster has changed since.
 *
 * @param proven the newest backup that a drill or a restore has proven; null if none is known
 * @param provenAt when one has last passed, of whatever backup; null if none is known to have
 * @param shape what the newest backup is of; null if none is known
 * @param change the last change, for people; null if none is known
 * @param changedWith the first backup after it; null if none is known
 */
record Rehearsal(
        String cluster,
        @Nullable BackupId proven,
        @Nullable Instant provenAt,
        @Nullable Shape shape,
        @Nullable String change,
        @Nullable BackupId changedWith) {
    private static final int PER_MAJOR = 10_000;

    /** What a plan of recovery depends on. */
    record Shape(BackupId newest, String systemIdentifier, int majorVersion, List<String> regions) {
        static Shape of(BackupCompleted backup) {
            return new Shape(
                    backup.backupId(),
                    backup.systemIdentifier(),
                    backup.serverVersion() / PER_MAJOR,
                    Stream.concat(backup.regions().stream(), backup.missingRegions().stream())
                            .map(RegionName::value)
                            .sorted()
                            .toList());
        }

        /** What became what; null if it is the same. */
        private @Nullable String changeTo(Shape later) {
            if (majorVersion != later.majorVersion) {
                return "PostgreSQL " + majorVersion + " became " + later.majorVersion;
            }
            if (!systemIdentifier.equals(later.systemIdentifier)) {
                return "it is another server: system identifier " + systemIdentifier + " became "
                        + later.systemIdentifier;
            }
            if (!regions.equals(later.regions)) {
                return "its regions were " + String.join(", ", regions) + " and are "
                        + String.join(", ", later.regions);
            }
            return null;
        }
    }

    /** Whether nobody knows that what was rehearsed would work now. */
    boolean isStale() {
        return changedWith != null && (proven == null || proven.compareTo(changedWith) < 0);
    }

    /** After another backup. An older one, told late, changes nothing. */
    Rehearsal after(Shape later) {
        if (shape == null) {
            return new Rehearsal(cluster, proven, provenAt, later, change, changedWith);
        }
        if (later.newest.compareTo(shape.newest) <= 0) {
            return this;
        }
        String became = shape.changeTo(later);
        return became == null
                ? new Rehearsal(cluster, proven, provenAt, later, change, changedWith)
                : new Rehearsal(cluster, proven, provenAt, later, became, later.newest);
    }

    /** After a drill or a restore of this backup has passed. */
    Rehearsal after(BackupId passed, Instant at) {
        return new Rehearsal(cluster, later(proven, passed), later(provenAt, at), shape, change, changedWith);
    }

    private static <T extends Comparable<? super T>> T later(@Nullable T known, T told) {
        return known == null || told.compareTo(known) > 0 ? told : known;
    }
}
