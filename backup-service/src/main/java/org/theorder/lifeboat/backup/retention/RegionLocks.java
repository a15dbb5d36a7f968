package org.theorder.lifeboat.backup.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.retention.ChainLocks;
import org.theorder.lifeboat.repository.retention.LockTerms;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * The locks of one cluster in one region. To look at them is to list all its WAL, so it is done when a backup has come, which
 * may extend a chain, and otherwise now and then: locks are in days.
 */
final class RegionLocks {
    private static final Duration AT_LEAST_EVERY = Duration.ofHours(1);

    private final LockTerms terms;
    private final Clock clock;
    private final Map<ClusterKeys, ChainLocks> chains = new HashMap<>();
    private Set<BackupId> seen = Set.of();
    private Instant lookedAt = Instant.EPOCH;

    RegionLocks(LockTerms terms, Clock clock) {
        this.terms = terms;
        this.clock = clock;
    }

    /**
     * Looks if it is time to; a look that fails is made up for by the next one.
     *
     * @param listed the backups that are known to be there
     * @param registrations every server that had the cluster's name
     * @param region always the same repository, maybe opened anew
     * @return how many locks were put or extended
     */
    long look(Set<BackupId> listed, Supplier<List<ClusterRegistration>> registrations, Storage region) {
        Instant now = clock.instant();
        boolean fresh = Duration.between(lookedAt, now).abs().compareTo(AT_LEAST_EVERY) < 0;
        if (fresh && seen.containsAll(listed)) {
            return 0;
        }
        List<ClusterRegistration> servers = registrations.get();
        chains.keySet()
                .retainAll(servers.stream().map(ClusterRegistration::keys).collect(Collectors.toSet()));
        long locks = 0;
        for (ClusterRegistration server : servers) {
            locks += chains.computeIfAbsent(
                            server.keys(), keys -> new ChainLocks(keys, server.walSegmentBytes(), terms, clock))
                    .apply(region);
        }
        seen = Set.copyOf(listed);
        lookedAt = now;
        return locks;
    }
}
