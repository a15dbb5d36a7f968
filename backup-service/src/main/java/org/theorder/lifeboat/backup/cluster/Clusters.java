package org.theorder.lifeboat.backup.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** All protected clusters: those of the configuration, which cannot change while the service runs, and those of REST. */
@ApplicationScoped
public class Clusters {
    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final Map<ClusterName, Cluster> configured = new TreeMap<>();
    private final ClusterStore store;
    private final Regions regions;
    private volatile Map<ClusterName, Cluster> known;

    Clusters(ClustersConfiguration configuration, ClusterStore store, Regions regions) {
        this.store = store;
        this.regions = regions;
        configuration.byName().forEach((name, declaration) -> {
            Cluster cluster = draft(name, declaration).checked(regions.names());
            configured.put(cluster.name(), cluster);
        });
        this.known = Map.copyOf(configured);
    }

    /** As of the last {@link #refresh}, by name. */
    public Collection<Cluster> all() {
        return new TreeMap<>(known).values();
    }

    public Optional<Cluster> find(ClusterName name) {
        return Optional.ofNullable(known.get(name));
    }

    /** @throws LifeboatException NOT_FOUND */
    public Cluster get(ClusterName name) {
        return find(name)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NOT_FOUND,
                        "no cluster " + name + " is declared; GET /clusters lists those that are, POST /clusters adds"
                                + " one"));
    }

    /** Reads what was declared by REST, on this replica or another. */
    public void refresh() {
        Map<ClusterName, Cluster> now = new TreeMap<>();
        for (ClusterDraft draft : store.all()) {
            try {
                Cluster cluster = draft.checked(regions.names());
                now.put(cluster.name(), cluster);
            } catch (LifeboatException e) {
                LOG.warn("a stored cluster is no longer valid cluster={} reason={}", draft.name(), e.explanation());
            }
        }
        now.putAll(configured);
        known = Map.copyOf(now);
    }

    /** @throws LifeboatException REQUEST_INVALID naming the field, ALREADY_EXISTS */
    Cluster declare(ClusterDraft draft) {
        Cluster cluster = draft.checked(regions.names());
        if (configured.containsKey(cluster.name())) {
            throw alreadyThere(cluster.name());
        }
        try {
            store.add(cluster);
        } catch (LifeboatException e) {
            throw e.code() == ErrorCode.ALREADY_EXISTS ? alreadyThere(cluster.name()) : e;
        }
        refresh();
        return cluster;
    }

    /**
     * Ends the protection of a cluster; what the repository holds stays.
     *
     * @throws LifeboatException NOT_FOUND, BUSY if the configuration declares it
     */
    Cluster withdraw(ClusterName name) {
        Cluster cluster = get(name);
        if (cluster.origin() == Cluster.Origin.CONFIGURATION) {
            throw new LifeboatException(
                    ErrorCode.BUSY,
                    "cluster " + name + " is declared in the configuration; remove lifeboat.clusters." + name
                            + ".* there and restart the service");
        }
        store.remove(name);
        refresh();
        return cluster;
    }

    private static LifeboatException alreadyThere(ClusterName name) {
        return new LifeboatException(
                ErrorCode.ALREADY_EXISTS,
                "cluster " + name + " is declared already; DELETE /clusters/" + name + " before declaring it anew");
    }

    private static ClusterDraft draft(String name, ClustersConfiguration.Declaration declaration) {
        return new ClusterDraft(
                name,
                declaration.host(),
                declaration.port(),
                declaration.user(),
                declaration.password().orElse(null),
                declaration.passwordFile().orElse(null),
                declaration.database(),
                declaration.sslMode(),
                declaration.rootCertificate().orElse(null),
                declaration.regions().orElse(null),
                Cluster.Origin.CONFIGURATION);
    }
}
