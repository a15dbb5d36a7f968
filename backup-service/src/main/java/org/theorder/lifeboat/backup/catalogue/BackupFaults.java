package org.theorder.lifeboat.backup.catalogue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/** What the regions' answers say when they are laid beside each other. */
final class BackupFaults {
    /** A backup becomes complete in one region a little before the other. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Instant now;

    BackupFaults(Instant now) {
        this.now = now;
    }

    Map<RegionName, RegionBackups> compared(Map<RegionName, RegionBackups> answers) {
        Map<RegionName, RegionBackups> compared = new TreeMap<>();
        answers.forEach((region, found) -> compared.put(region, found.with(of(found, answers))));
        return compared;
    }

    private List<Fault> of(RegionBackups here, Map<RegionName, RegionBackups> answers) {
        List<Fault> faults = new ArrayList<>();
        if (!here.isKnown()) {
            return faults;
        }
        MissingWal missing = here.missing();
        if (missing != null) {
            faults.add(new Fault(ErrorCode.WAL_GAP, here.region(), missing.explanation()));
        }
        if (!here.damaged().isEmpty()) {
            faults.add(new Fault(ErrorCode.CORRUPT, here.region(), String.valueOf(here.trouble())));
        }
        broken(here).stream()
                .findFirst()
                .ifPresent(backup -> faults.add(new Fault(
                        ErrorCode.CHAIN_BROKEN,
                        here.region(),
                        backup.backup() + " cannot be restored from there: it builds on " + backup.parent()
                                + ", which is missing there. It is copied if another region has it; otherwise take a"
                                + " full backup")));
        List<BackupId> lacking = lacking(here, answers);
        if (!lacking.isEmpty()) {
            faults.add(new Fault(
                    ErrorCode.REGION_BEHIND,
                    here.region(),
                    "it lacks " + lacking.size() + (lacking.size() == 1 ? " backup" : " backups")
                            + " that another region has, the newest is " + lacking.getLast()
                            + ": copied by itself; GET /regions says if it cannot be written"));
        }
        return faults;
    }

    private static List<BackupMarker> broken(RegionBackups here) {
        Set<BackupId> present = new HashSet<>();
        here.backups().forEach(backup -> present.add(backup.backup()));
        return here.backups().stream()
                .filter(backup -> backup.parent() != null && !present.contains(backup.parent()))
                .toList();
    }

    /** Oldest first. */
    private List<BackupId> lacking(RegionBackups here, Map<RegionName, RegionBackups> answers) {
        Set<BackupId> present = new HashSet<>();
        here.backups().forEach(backup -> present.add(backup.backup()));
        return answers.values().stream()
                .flatMap(other -> other.backups().stream())
                .filter(backup -> !present.contains(backup.backup())
                        && backup.completedAt().isBefore(now.minus(GRACE)))
                .map(BackupMarker::backup)
                .distinct()
                .sorted()
                .toList();
    }
}
