package org.theorder.lifeboat.backup.wal;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/**
 * How replicas share the streams: each is a member under a lease of its own, takes its part of the streams that are free,
 * and gives away what is more. Looking costs two short questions a second, however many clusters there are; nobody asks for
 * a lease that is known to be held. All this is only about who tries: the lease of a stream decides.
 */
final class StreamShares {
    private static final String STREAM = "wal/";
    private static final String MEMBER = "replica/";

    /** What nobody takes for so long is taken by anybody. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Leases leases;
    private final Duration timeToLive;
    private volatile @Nullable Lease membership;
    private volatile View view = new View(Map.of(), Map.of(), List.of(), new AtomicInteger(), 0);

    /**
     * What was seen last.
     *
     * @param holders who streams what
     * @param freeSince streams that nobody has
     * @param members the replicas
     * @param room how many more to take
     * @param surplus how many to give away
     */
    private record View(
            Map<String, String> holders,
            Map<String, Long> freeSince,
            List<String> members,
            AtomicInteger room,
            int surplus) {}

    StreamShares(Leases leases, Duration timeToLive) {
        this.leases = leases;
        this.timeToLive = timeToLive;
    }

    static String lease(ClusterName cluster) {
        return STREAM + cluster;
    }

    /** Looks who is there and who holds what. */
    void look(Collection<ClusterName> clusters) {
        if (membership == null) {
            join();
        }
        Map<String, String> holders = leases.holders(STREAM);
        Map<String, Long> freeSince = new HashMap<>();
        for (ClusterName cluster : clusters) {
            String name = lease(cluster);
            if (!holders.containsKey(name)) {
                freeSince.put(name, Objects.requireNonNullElse(view.freeSince().get(name), System.nanoTime()));
            }
        }
        int ours = Math.toIntExact(
                holders.values().stream().filter(leases.holder()::equals).count());
        List<String> members = List.copyOf(new TreeSet<>(leases.holders(MEMBER).values()));
        int quota = quota(members, leases.holder(), clusters.size());
        view = new View(holders, freeSince, members, new AtomicInteger(quota - ours), Math.max(0, ours - quota));
    }

    /** Every member's part; what is left over goes to the first ones by name, so that all come to the same result. */
    static int quota(List<String> members, String member, int streams) {
        int place = members.indexOf(member);
        return place < 0 ? 0 : streams / members.size() + (place < streams % members.size() ? 1 : 0);
    }

    /** Whether to try for the lease of a cluster now. */
    boolean mayLead(ClusterName cluster) {
        View seen = view;
        Long since = seen.freeSince().get(lease(cluster));
        return since != null && (seen.room().getAndDecrement() > 0 || System.nanoTime() - since > PATIENCE_NANOS);
    }

    /** Who streams a cluster, if it is not this replica. */
    Optional<String> otherHolder(ClusterName cluster) {
        return Optional.ofNullable(view.holders().get(lease(cluster)))
                .filter(holder -> !holder.equals(leases.holder()));
    }

    /** Whether there are other replicas. */
    boolean hasOthers() {
        return view.members().size() > 1;
    }

    /** How many streams to give away. */
    int surplus() {
        return view.surplus();
    }

    private void join() {
        leases.acquire(MEMBER + leases.holder(), timeToLive).ifPresent(joined -> {
            membership = joined;
            leases.keep(joined, timeToLive, () -> membership = null);
        });
    }

    /** This replica ends. */
    void leave() {
        Lease joined = membership;
        if (joined != null) {
            leases.letGo(joined, timeToLive);
            try {
                leases.release(joined);
            } catch (LifeboatException e) {
                // it is missed when its lease expires
                membership = null;
            }
        }
    }
}
