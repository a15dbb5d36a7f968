package org.theorder.lifeboat.notifier.status;

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
        String before = fresh ? "data safe up to " : "last measured: data safe up to ";
        return new Evidence(before, Moment.toTheSecond(through, now), goal);
    }

    private Evidence lastBackup(ClusterEvidence known, Instant now) {
        Instant at = known.newestBackupAt(objectives.region());
        if (at == null) {
            return Evidence.of("no backup yet");
        }
        ClusterEvidence.Backup backup = known.backup();
        return new Evidence(
                "last backup ", Moment.toTheSecond(at, now), backup == null ? "" : ", " + Sizes.of(backup.sizeBytes()));
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
