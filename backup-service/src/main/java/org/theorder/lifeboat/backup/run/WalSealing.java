package org.theorder.lifeboat.backup.run;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.replication.SqlConnection;
import org.theorder.lifeboat.backup.replication.SystemIdentity;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/** Where an incremental of WAL ends. */
final class WalSealing {
    private static final Logger LOG = LoggerFactory.getLogger(WalSealing.class);

    private WalSealing() {}

    /**
     * Ends the present segment if the role may do that, so that the sealed WAL is whole segments. Needs {@code GRANT EXECUTE
     * ON FUNCTION pg_switch_wal() TO role}, and pg_hba.conf must let the role in for more than replication. Otherwise
     * everything that the server has flushed is sealed as it is: the slices of the last segment are as durable as a whole
     * one.
     *
     * @param primary asked a moment ago
     */
    static Lsn end(Cluster cluster, SystemIdentity primary, Duration silence) {
        try (SqlConnection sql = SqlConnection.open(cluster.server(), cluster.database(), silence)) {
            Lsn switched = sql.switchWal();
            return switched.isBefore(primary.flushed()) ? primary.flushed() : switched;
        } catch (LifeboatException e) {
            LOG.debug("WAL is sealed without a new segment cluster={} reason={}", cluster.name(), e.explanation());
            return primary.flushed();
        }
    }
}
