package org.theorder.lifeboat.notifier.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.notifier.evidence.ClusterEvidence;
import org.theorder.lifeboat.notifier.evidence.Objectives;
import org.theorder.lifeboat.notifier.wording.Moment;
import org.theorder.lifeboat.notifier.wording.Sizes;
import org.theorder.lifeboat.notifier.wording.Times;

/** What is known about the data of a cluster, in lines that people can check. */
public record EvidenceLines(Objectives objectives) {
    /**
     * @param fresh false if the newest report is too old to say anything about now
     */
    public List<Evidence> of(ClusterEvidence known, boolean fresh, Instant now) {
        List<Evidence> lines = new ArrayList<>();
        lines.add(dataSafe(known, fresh, now));
        lines.add(lastBackup(known, now));
        lines.add(lastReading(known, now));
        lines.add(lastProof(known, now));
        if (known.lastRestoreFailed() && known.failedRestoreAt() != null) {
            lines.add(new Evidence(
                    "the newest restore did not pass its checks, ",
                    Moment.toTheMinute(known.failedRestoreAt(), now),
                    ""));
        }
        return List.copyOf(lines);
    }

    private Evidence dataSafe(ClusterEvidence known, boolean fresh, Instant now) {
        Instant through = known.safeThrough(objectives.region());
        String goal = " in region " + objectives.region() + " (goal " + Times.length(objectives.rpo()) + ")";
        if (through == null) {
            return Evidence.of("data safety unknown" + goal);
        }
        if (!fresh || known.reportedAt() == null) {
            return new Evidence("last measured: data safe up to ", Moment.toTheSecond(through, now), goal);
        }
        Duration lag = Duration.between(through, known.reportedAt());
        return new Evidence(
                "data safe up to ",
                Moment.toTheSecond(through, now),
                (lag.isPositive() ? ", lag now " + Times.length(lag) : ", no lag now") + "," + goal);
    }

    private Evidence lastBackup(ClusterEvidence known, Instant now) {
        ClusterEvidence.Backup backup = known.newestBackup(objectives.region());
        if (backup == null) {
            return Evidence.of("no backup in region " + objectives.region() + " yet");
        }
        return new Evidence(
                "last backup ",
                Moment.toTheSecond(backup.completedAt(), now),
                backup.sizeBytes() == null ? "" : ", " + Sizes.of(backup.sizeBytes()));
    }

    private Evidence lastReading(ClusterEvidence known, Instant now) {
        ClusterEvidence.Copy copy = known.copy(objectives.region());
        if (copy.lastReadingFailed() && copy.damagedAt() != null) {
            return new Evidence(
                    "the backup that was read back ", Moment.toTheMinute(copy.damagedAt(), now), " is damaged");
        }
        return copy.verifiedAt() == null
                ? Evidence.of("no backup verified yet")
                : new Evidence("last backup verified ", Moment.toTheMinute(copy.verifiedAt(), now), "");
    }

    private static Evidence lastProof(ClusterEvidence known, Instant now) {
        ClusterEvidence.Proof proof = known.proof();
        return proof == null
                ? Evidence.of("no restore proven yet")
                : new Evidence(
                        "last restore proven ",
                        Moment.toTheMinute(proof.completedAt(), now),
                        ", " + Times.length(proof.took()));
    }
}
