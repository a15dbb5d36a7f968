package org.theorder.lifeboat.backup.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Keeps a cluster's name bound to one server: registered in every region before the first byte, refused if another
 * server answers under the address.
 */
@ApplicationScoped
public class Registrar {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    private final Regions regions;
    private final Clock clock;

    Registrar(Regions regions, Clock clock) {
        this.regions = regions;
        this.clock = clock;
    }

    /** The server that the cluster is bound to, as far as the open regions know; the newest registration counts. */
    public Optional<ClusterRegistration> known(Cluster cluster) {
        return openRegions(cluster).stream()
                .flatMap(storage -> ClusterRepository.registrations(storage, cluster.name()).stream())
                .max(Comparator.comparing(ClusterRegistration::registeredAt));
    }

    /**
     * Checks a server against what is registered, and registers it where it is not yet.
     *
     * @throws LifeboatException SERVER_CHANGED if another server is bound to the name
     */
    public void register(Cluster cluster, ServerIdentity server) {
        checkBound(cluster, server);
        openRegions(cluster).forEach(storage -> register(cluster, server, storage));
    }

    /** The same for one region. */
    public void register(Cluster cluster, ServerIdentity server, Storage storage) {
        ClusterRepository.registerSuccessor(storage, registration(cluster, server));
    }

    /**
     * Binds the name to another server from now on, after pg_upgrade for example; the old one's backups stay where they
     * are.
     */
    public void accept(Cluster cluster, ServerIdentity server) {
        List<Storage> open = openRegions(cluster);
        if (open.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "no region of cluster " + cluster.name() + " is open; GET /regions says why");
        }
        open.forEach(storage -> ClusterRepository.registerSuccessor(storage, registration(cluster, server)));
        LOG.info(
                "cluster is bound to a server cluster={} systemIdentifier={}",
                cluster.name(),
                server.systemIdentifier());
    }

    private void checkBound(Cluster cluster, ServerIdentity server) {
        known(cluster).ifPresent(bound -> {
            if (!bound.systemIdentifier().equals(server.systemIdentifier())) {
                throw new LifeboatException(
                        ErrorCode.SERVER_CHANGED,
                        "PostgreSQL at " + cluster.server().display() + " has system identifier "
                                + server.systemIdentifier() + ", but cluster " + cluster.name() + " is bound to "
                                + bound.systemIdentifier()
                                + ": correct the address; or, if the cluster was upgraded or made anew on purpose,"
                                + " POST /clusters/" + cluster.name() + "/registration to accept the new server");
            }
        });
    }

    private List<Storage> openRegions(Cluster cluster) {
        return cluster.regions().stream()
                .flatMap(name -> regions.find(name).stream())
                .map(Region::state)
                .filter(RegionState.Open.class::isInstance)
                .map(state -> ((RegionState.Open) state).storage())
                .toList();
    }

    private ClusterRegistration registration(Cluster cluster, ServerIdentity server) {
        return ClusterRegistration.of(
                server.keys(cluster.name()), server.version().major(), server.segmentBytes(), clock.instant());
    }
}
