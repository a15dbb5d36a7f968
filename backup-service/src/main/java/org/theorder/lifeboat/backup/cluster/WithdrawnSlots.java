package org.theorder.lifeboat.backup.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Drops the replication slots of clusters that were withdrawn. Another replica may still stream for some seconds, and the
 * server may be away for longer; until the slot is gone it keeps WAL on the server's disk, so this is tried for a week. A slot
 * that is still streamed from after minutes is another installation's by now, and is left to it.
 */
@ApplicationScoped
public class WithdrawnSlots {
    private static final Logger LOG = LoggerFactory.getLogger(WithdrawnSlots.class);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration OTHER_REPLICA_ENDS = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration ANOTHERS = Duration.ofMinutes(5);
    private static final Duration GIVEN_UP = Duration.ofDays(7);

    /** Also what is no longer valid, for example because its regions are not configured any more, is forgotten then. */
    private static final Duration FORGOTTEN = Duration.ofDays(8);

    private final Clusters clusters;
    private final Slots slots;
    private final Clock clock;

    WithdrawnSlots(Clusters clusters, Slots slots, Clock clock) {
        this.clusters = clusters;
        this.slots = slots;
        this.clock = clock;
    }

    /**
     * Drops the slot now, and waits a little while somebody streams from it.
     *
     * @return why it is still there; empty if it is gone
     */
    Optional<LifeboatException> drop(Clusters.Withdrawn withdrawn) {
        long deadline = System.nanoTime() + OTHER_REPLICA_ENDS.toNanos();
        Optional<LifeboatException> reason = dropOnce(withdrawn);
        while (reason.filter(why -> why.code() == ErrorCode.SLOT_IN_USE).isPresent() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
            reason = dropOnce(withdrawn);
        }
        return reason;
    }

    /** Tries the others again. */
    public void look() {
        for (Clusters.Withdrawn withdrawn : clusters.withdrawn()) {
            Cluster cluster = withdrawn.cluster();
            boolean declaredAgain = clusters.all().stream()
                    .anyMatch(declared -> declared.slot().equals(cluster.slot())
                            && declared.server().host().equals(cluster.server().host())
                            && declared.server().port() == cluster.server().port());
            if (declaredAgain) {
                clusters.settled(withdrawn);
                continue;
            }
            dropOnce(withdrawn).ifPresent(reason -> {
                // our own streams have ended long ago
                boolean anothers = reason.code() == ErrorCode.SLOT_IN_USE;
                if (withdrawn.at().isBefore(clock.instant().minus(anothers ? ANOTHERS : GIVEN_UP))) {
                    LOG.error(
                            "the slot of a withdrawn cluster stays; if nobody needs it, drop it on the server cluster={} slot={} reason={}",
                            cluster.name(),
                            cluster.slot(),
                            reason.explanation());
                    clusters.settled(withdrawn);
                }
            });
        }
        clusters.forgetWithdrawn(clock.instant().minus(FORGOTTEN));
    }

    private Optional<LifeboatException> dropOnce(Clusters.Withdrawn withdrawn) {
        try (PrimaryConnection primary = PrimaryConnection.open(withdrawn.cluster(), SILENCE)) {
            slots.drop(withdrawn.cluster(), primary);
            clusters.settled(withdrawn);
            LOG.info(
                    "the slot of a withdrawn cluster is dropped cluster={}",
                    withdrawn.cluster().name());
            return Optional.empty();
        } catch (LifeboatException e) {
            return Optional.of(e);
        }
    }
}
