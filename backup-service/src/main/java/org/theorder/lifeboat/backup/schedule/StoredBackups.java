package org.theorder.lifeboat.backup.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.schedule.ScheduleFacts.Stored;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/** The newest backups, as the repository says: the truth that survives the loss of the service's own tables. */
@ApplicationScoped
class StoredBackups {
    private final Catalogue catalogue;
    private final Regions regions;

    StoredBackups(Catalogue catalogue, Regions regions) {
        this.catalogue = catalogue;
        this.regions = regions;
    }

    /** As last heard; empty if no region of the cluster has answered. */
    Optional<Stored> last(Cluster cluster) {
        return stored(catalogue.last(cluster.name()));
    }

    /** Asks all regions now; empty if none of them can be asked. */
    Optional<Stored> ask(Cluster cluster) {
        return stored(catalogue.ask(cluster));
    }

    private Optional<Stored> stored(Map<RegionName, RegionBackups> answers) {
        boolean answered = answers.keySet().stream()
                .anyMatch(region -> regions.find(region)
                        .filter(each -> each.state() instanceof RegionState.Open)
                        .isPresent());
        return answered
                ? Optional.of(new Stored(
                        begun(answers, marker -> marker.kind() == BackupKind.FULL), begun(answers, marker -> true)))
                : Optional.empty();
    }

    private static List<Instant> begun(Map<RegionName, RegionBackups> answers, Predicate<BackupMarker> wanted) {
        return answers.values().stream()
                .flatMap(region -> region.backups().stream())
                .filter(wanted)
                .map(BackupMarker::startedAt)
                .distinct()
                .toList();
    }
}
