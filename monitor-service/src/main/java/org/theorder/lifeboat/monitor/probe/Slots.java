package org.theorder.lifeboat.monitor.probe;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * How much WAL each replication slot of a primary keeps. Of the cluster's own one backup-service tells; those of clusters that
 * were called otherwise, and of installations that are no more, nobody else watches.
 */
record Slots(ClusterName cluster) {
    /** A slot may keep {@code max_slot_wal_keep_size}, or, where that is not limited, ten times {@code max_wal_size}. */
    private static final String KEPT = """
            select slot_name, active, wal_status,
                   greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn))::bigint as kept,
                   1048576.0 * case when kept_size.setting::bigint >= 0 then kept_size.setting::bigint
                                    else 10 * wal_size.setting::bigint end as limit
            from pg_replication_slots, pg_settings kept_size, pg_settings wal_size
            where not temporary and not pg_is_in_recovery()
              and (restart_lsn is not null or wal_status = 'lost')
              and kept_size.name = 'max_slot_wal_keep_size' and wal_size.name = 'max_wal_size'
            """;

    List<Observation> read(Statement statement) throws SQLException {
        List<Observation> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(KEPT)) {
            while (rows.next()) {
                String slot = Wording.line(rows.getString("slot_name"));
                if (!slot.equals(own())) {
                    all.add(observation(slot, rows));
                }
            }
        }
        return all;
    }

    /** As backup-service calls it. */
    private String own() {
        return "lifeboat_" + cluster.value().replace('-', '_');
    }

    private Observation observation(String slot, ResultSet row) throws SQLException {
        boolean lost = "lost".equals(row.getString("wal_status"));
        long kept = row.getLong("kept");
        double limit = row.getDouble("limit");
        String value = lost
                ? "its WAL is lost"
                : Wording.bytes(kept) + " of " + Wording.bytes((long) limit)
                        + (row.getBoolean("active") ? "" : ", nobody reads it");
        return new Observation(
                new Subject(RuleName.SLOT_KEEPS_WAL, cluster + "/" + slot, cluster, cluster.value()),
                new Reading.Measured(
                        lost ? 200 : 100 * kept / Math.max(1, limit),
                        value,
                        "The slot " + slot + " of " + cluster + " keeps WAL that nobody takes",
                        List.of(new Fact("slot", slot), new Fact("WAL kept", value))));
    }

    boolean concerns(Subject subject) {
        return subject.key().rule() == RuleName.SLOT_KEEPS_WAL && cluster.equals(subject.cluster());
    }
}
