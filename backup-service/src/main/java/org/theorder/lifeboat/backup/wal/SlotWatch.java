package org.theorder.lifeboat.backup.wal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.duty.Round;
import org.theorder.lifeboat.backup.replication.SlotHealth;
import org.theorder.lifeboat.backup.replication.SqlConnection;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Asks the server again and again how much WAL it keeps for the slot, on an ordinary connection that stays open. Where the
 * role may not connect to a database, nothing is known beyond what the stream tells.
 */
final class SlotWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SlotWatch.class);

    private final Cluster cluster;
    private final WalConfiguration configuration;
    private volatile @Nullable SlotHealth health;
    private volatile @Nullable SqlConnection connection;
    private @Nullable Round round;
    private String lastTrouble = "";

    SlotWatch(Cluster cluster, WalConfiguration configuration) {
        this.cluster = cluster;
        this.configuration = configuration;
    }

    synchronized void start() {
        round = Round.start("slot-" + cluster.name(), configuration.slotWatchInterval(), this::look);
    }

    synchronized void stop() {
        if (round != null) {
            round.stop();
            round = null;
        }
        SqlConnection open = connection;
        if (open != null) {
            open.abort();
        }
        health = null;
    }

    /** What the server said last; empty if it cannot be asked. */
    Optional<SlotHealth> health() {
        return Optional.ofNullable(health);
    }

    private void look() {
        try {
            SqlConnection open = connection;
            if (open == null) {
                open = SqlConnection.open(cluster.server(), cluster.database(), configuration.silence());
                connection = open;
            }
            health = open.slot(cluster.slot()).orElse(null);
            lastTrouble = "";
        } catch (LifeboatException e) {
            health = null;
            forget();
            tell(e);
        }
    }

    private void forget() {
        SqlConnection broken = connection;
        connection = null;
        if (broken != null) {
            broken.close();
        }
    }

    private void tell(LifeboatException e) {
        // the stream tells as well that the server is away
        if (e.code() != ErrorCode.SERVER_UNREACHABLE && !e.explanation().equals(lastTrouble)) {
            lastTrouble = e.explanation();
            LOG.info(
                    "the replication slot cannot be watched; let the role connect to a database in pg_hba.conf"
                            + " cluster={} database={} reason={}",
                    cluster.name(),
                    cluster.database(),
                    e.explanation());
        }
    }
}
