package org.theorder.lifeboat.backup.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.settings.ClusterSettings;
import org.theorder.lifeboat.backup.settings.DefaultSettings;
import org.theorder.lifeboat.backup.settings.SettingsKeys;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Database;

/** All protected clusters: those of the configuration, which cannot change while the service runs, and those of REST. */
@ApplicationScoped
public class Clusters {
    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private static final long AT_LEAST_EVERY_NANOS = 60_000_000_000L;

    private final Map<ClusterName, Cluster> configured = new TreeMap<>();
    private final ClusterStore store;
    private final Database database;
    private final Regions regions;
    private final ClusterSettings defaults;
    private volatile Map<ClusterName, Cluster> known;
    private String seenVersion = "";
    private long refreshedAt;

    Clusters(
            ClustersConfiguration configuration,
            DefaultSettings defaults,
            ClusterStore store,
            Database database,
            Regions regions) {
        this.store = store;
        this.database = database;
        this.regions = regions;
        this.defaults = DefaultSettings.checked(defaults);
        configuration.byName().forEach((name, declaration) -> {
            Cluster cluster = checked(draft(name, declaration));
            configured.put(cluster.name(), cluster);
        });
        this.known = Collections.unmodifiableMap(new TreeMap<>(configured));
    }

    /** As of the last {@link #refresh}, by name. */
    public Collection<Cluster> all() {
        return known.values();
    }

    public Optional<Cluster> find(ClusterName name) {
        return Optional.ofNullable(known.get(name));
    }

    /** @throws LifeboatException NOT_FOUND */
    public Cluster get(ClusterName name) {
        return find(name).orElseThrow(() -> notDeclared(name));
    }

    /**
     * As {@link #get}; what another replica declared a moment ago counts too.
     *
     * @throws LifeboatException NOT_FOUND
     */
    public Cluster getAsOfNow(ClusterName name) {
        if (find(name).isEmpty()) {
            refresh();
        }
        return get(name);
    }

    /** Reads what was declared by REST, on this replica or another, if it has changed; and once a minute anyway. */
    public void look() {
        String version = store.version();
        if (!version.equals(seenVersion) || System.nanoTime() - refreshedAt > AT_LEAST_EVERY_NANOS) {
            refresh();
            seenVersion = version;
            refreshedAt = System.nanoTime();
        }
    }

    /** Reads what was declared by REST. */
    public synchronized void refresh() {
        Map<ClusterName, Cluster> now = new TreeMap<>();
        for (ClusterDraft draft : store.all()) {
            try {
                Cluster cluster = checked(draft);
                now.put(cluster.name(), cluster);
            } catch (LifeboatException e) {
                LOG.warn("a stored cluster is no longer valid cluster={} reason={}", draft.name(), e.explanation());
            }
        }
        now.putAll(configured);
        known = Collections.unmodifiableMap(now);
    }

    /** @throws LifeboatException REQUEST_INVALID naming the field, ALREADY_EXISTS */
    Cluster declare(ClusterDraft draft) {
        Cluster cluster = checked(draft);
        if (configured.containsKey(cluster.name())) {
            throw alreadyThere(cluster.name());
        }
        try {
            store.add(cluster, draft.settings());
        } catch (LifeboatException e) {
            throw e.code() == ErrorCode.ALREADY_EXISTS ? alreadyThere(cluster.name()) : e;
        }
        refresh();
        return cluster;
    }

    /**
     * Changes a declaration; the replication slot, the repository and whatever runs stay. Of two changes at the same time
     * the second one is made to what the first one has left.
     *
     * @param change makes the new declaration from the present one
     * @throws LifeboatException NOT_FOUND, BUSY if the configuration declares it, REQUEST_INVALID naming the field
     */
    Cluster change(ClusterName name, UnaryOperator<ClusterDraft> change) {
        requireFromRest(get(name), "change");
        Cluster changed = database.inTransaction(tx -> {
            ClusterDraft draft = change.apply(store.lock(tx, name).orElseThrow(() -> notDeclared(name)));
            Cluster cluster = checked(draft);
            if (!cluster.name().equals(name)) {
                throw new LifeboatException(
                        ErrorCode.REQUEST_INVALID,
                        "name: a cluster cannot be renamed; declare " + cluster.name() + " with POST /clusters");
            }
            store.update(tx, cluster, draft.settings());
            return cluster;
        });
        refresh();
        return changed;
    }

    /**
     * Ends the protection of a cluster; what the repository holds stays.
     *
     * @throws LifeboatException NOT_FOUND, BUSY if the configuration declares it
     */
    Withdrawn withdraw(ClusterName name) {
        requireFromRest(get(name), "remove");
        ClusterStore.Stored stored = store.withdraw(name).orElseThrow(() -> notDeclared(name));
        refresh();
        return withdrawn(stored);
    }

    /** A cluster that is protected no more, and whose slot may still be there. */
    record Withdrawn(long id, Cluster cluster, Instant at) {}

    List<Withdrawn> withdrawn() {
        List<Withdrawn> valid = new ArrayList<>();
        for (ClusterStore.Stored stored : store.withdrawn()) {
            try {
                valid.add(withdrawn(stored));
            } catch (LifeboatException e) {
                LOG.debug(
                        "a withdrawn cluster is no longer valid cluster={} reason={}",
                        stored.declared().name(),
                        e.explanation());
            }
        }
        return valid;
    }

    private Withdrawn withdrawn(ClusterStore.Stored stored) {
        return new Withdrawn(stored.id(), checked(stored.declared()), stored.withdrawnAt());
    }

    /** Those that were withdrawn before are remembered no more, their passwords neither. */
    void forgetWithdrawn(Instant before) {
        store.forgetWithdrawn(before);
    }

    /** Its slot is gone, or needed again. */
    void settled(Withdrawn withdrawn) {
        store.forgetWithdrawn(withdrawn.id());
    }

    /**
     * A cluster as somebody would declare it; nothing is kept.
     *
     * @throws LifeboatException REQUEST_INVALID naming the field
     */
    public Cluster drafted(ClusterRequest request) {
        return checked(request.draft());
    }

    private Cluster checked(ClusterDraft draft) {
        return draft.checked(regions.names(), defaults);
    }

    private static void requireFromRest(Cluster cluster, String verb) {
        if (cluster.origin() == Cluster.Origin.CONFIGURATION) {
            throw new LifeboatException(
                    ErrorCode.BUSY,
                    "cluster " + cluster.name() + " is declared in the configuration; " + verb + " lifeboat.clusters."
                            + cluster.name() + ".* there and restart the service");
        }
    }

    private static LifeboatException notDeclared(ClusterName name) {
        return new LifeboatException(
                ErrorCode.NOT_FOUND,
                "no cluster " + name + " is declared; GET /clusters lists those that are, POST /clusters adds one");
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
                declaration.clientCertificate().orElse(null),
                declaration.clientKey().orElse(null),
                declaration.regions().orElse(null),
                SettingsKeys.draft(declaration),
                Cluster.Origin.CONFIGURATION);
    }
}
