package org.theorder.lifeboat.backup.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/** The copies of a cluster's repository that can be worked with now. */
@ApplicationScoped
public class ClusterCopies {
    private final Regions regions;

    ClusterCopies(Regions regions) {
        this.regions = regions;
    }

    /**
     * The open regions of a cluster, and why the others are not.
     *
     * @param storages by name
     * @param closed reasons by name
     */
    public record Copies(Map<RegionName, Storage> storages, Map<RegionName, String> closed) {
        /** @throws LifeboatException STORE_UNREACHABLE if no region is open */
        public Copies requireOne() {
            if (storages.isEmpty()) {
                throw new LifeboatException(
                        ErrorCode.STORE_UNREACHABLE, "no region of the cluster is open; GET /regions says why");
            }
            return this;
        }
    }

    public Copies of(Cluster cluster) {
        Map<RegionName, Storage> storages = new TreeMap<>();
        Map<RegionName, String> closed = new TreeMap<>();
        for (RegionName name : cluster.regions()) {
            switch (regions.get(name).state()) {
                case RegionState.Open open -> storages.put(name, open.storage());
                case RegionState.Closed reason -> closed.put(name, reason.reason());
            }
        }
        return new Copies(storages, closed);
    }

    /** Every server that had the cluster's name, the present one last. */
    public List<ClusterRegistration> registrations(Cluster cluster, Copies copies) {
        Map<ClusterKeys, ClusterRegistration> found = new LinkedHashMap<>();
        List<ClusterRegistration> all = new ArrayList<>();
        copies.storages()
                .values()
                .forEach(storage -> all.addAll(ClusterRepository.registrations(storage, cluster.name())));
        all.stream()
                .sorted(Comparator.comparing(ClusterRegistration::registeredAt))
                .forEach(registration -> found.put(registration.keys(), registration));
        return List.copyOf(found.values());
    }
}
