package org.theorder.lifeboat.backup.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionQuestion;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
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

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Regions regions;
    private final Clock clock;
    private final Map<ClusterName, ClusterRegistration> remembered = new ConcurrentHashMap<>();

    Registrar(Regions regions, Clock clock) {
        this.regions = regions;
        this.clock = clock;
    }

    /**
     * The server that the cluster is bound to, as far as the open regions know; the newest registration counts. Regions
     * are asked all at once; one that does not answer is left out as long as another one does, or if it was ever known.
     *
     * @throws LifeboatException STORE_UNREACHABLE if no region that is open answers and nothing was known before
     */
    public Optional<ClusterRegistration> known(Cluster cluster) {
        Map<RegionName, Supplier<List<ClusterRegistration>>> questions = new LinkedHashMap<>();
        openRegions(cluster)
                .forEach(storage -> questions.put(
                        storage.region(), () -> ClusterRepository.registrations(storage, cluster.name())));
        @Nullable ClusterRegistration newest = null;
        @Nullable LifeboatException failure = null;
        for (var answer : RegionQuestion.ask(questions, PATIENCE).values()) {
            switch (answer) {
                case RegionQuestion.Answer.Said<List<ClusterRegistration>>(List<ClusterRegistration> said) ->
                    newest = newest(newest, said);
                case RegionQuestion.Answer.Failed<List<ClusterRegistration>>(LifeboatException reason) ->
                    failure = reason;
            }
        }
        if (failure != null || questions.isEmpty()) {
            ClusterRegistration before = remembered.get(cluster.name());
            newest = before == null ? newest : newest(newest, List.of(before));
        }
        if (newest == null && failure != null) {
            throw failure;
        }
        if (newest != null) {
            remembered.put(cluster.name(), newest);
        }
        return Optional.ofNullable(newest);
    }

    /**
     * Checks a server against what is registered, and registers it where it is not yet.
     *
     * @throws LifeboatException SERVER_CHANGED if another server is bound to the name
     */
    public void register(Cluster cluster, ServerIdentity server) {
        checkBound(cluster, server);
        inAll(cluster, storage -> register(cluster, server, storage));
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
        inAll(cluster, storage -> ClusterRepository.registerSuccessor(storage, registration(cluster, server)));
        LOG.info(
                "cluster is bound to a server cluster={} systemIdentifier={}",
                cluster.name(),
                server.systemIdentifier());
    }

    private static @Nullable ClusterRegistration newest(
            @Nullable ClusterRegistration known, List<ClusterRegistration> said) {
        return Stream.concat(Stream.ofNullable(known), said.stream())
                .max(Comparator.comparing(ClusterRegistration::registeredAt))
                .orElse(null);
    }

    /** In every region that is open, all at once; one that cannot take it is registered in when it is used. */
    private void inAll(Cluster cluster, Consumer<Storage> work) {
        Map<RegionName, Supplier<Boolean>> questions = new LinkedHashMap<>();
        openRegions(cluster)
                .forEach(storage -> questions.put(storage.region(), () -> {
                    work.accept(storage);
                    return true;
                }));
        RegionQuestion.ask(questions, PATIENCE).forEach((region, answer) -> {
            if (answer instanceof RegionQuestion.Answer.Failed<Boolean>(LifeboatException reason)) {
                if (reason.code().kind() != ErrorCode.Kind.STORAGE) {
                    throw reason;
                }
                LOG.warn(
                        "cluster is not registered in a region yet cluster={} region={} reason={}",
                        cluster.name(),
                        region,
                        reason.explanation());
            }
        });
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
