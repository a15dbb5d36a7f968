package org.theorder.lifeboat.backup.wal;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;

/**
 * Regions that hold other WAL under a name than the server sent. Nothing is ever overwritten, so what lies there may lead
 * to another past; only a full backup behind it makes the region trustworthy again. Written down, because it is seen once:
 * the stream then goes on behind it, and whoever streams next never compares those bytes again.
 */
@ApplicationScoped
class WalConflicts {
    private static final Logger LOG = LoggerFactory.getLogger(WalConflicts.class);

    private record Place(ClusterName cluster, RegionName region) {}

    private record Conflict(Place place, Lsn upTo, String explanation) {}

    private final Map<Place, Conflict> unwritten = new ConcurrentHashMap<>();
    private final Database database;
    private volatile Map<Place, Conflict> written = Map.of();

    WalConflicts(Database database) {
        this.database = database;
    }

    /** Writes down what could not be written yet, and reads what all replicas have found. Called every second. */
    synchronized void look() {
        try {
            List<Conflict> fresh = List.copyOf(unwritten.values());
            fresh.forEach(this::write);
            written = read();
            fresh.forEach(conflict -> unwritten.remove(conflict.place(), conflict));
        } catch (LifeboatException e) {
            LOG.debug("conflicts of WAL are written down later reason={}", e.explanation());
        }
    }

    /** @param upTo where WAL goes on behind the other bytes */
    void found(Cluster cluster, RegionName region, Lsn upTo, String explanation) {
        Conflict conflict = new Conflict(new Place(cluster.name(), region), upTo, explanation);
        unwritten.merge(conflict.place(), conflict, (one, other) -> one.upTo().isBefore(other.upTo()) ? other : one);
        look();
    }

    /** The newest full backup of a region begins here. */
    synchronized void closed(ClusterName cluster, RegionName region, Lsn backupFrom) {
        Conflict known = written.get(new Place(cluster, region));
        if (known == null || backupFrom.isBefore(known.upTo())) {
            return;
        }
        try {
            database.update(
                    "delete from wal_conflict where cluster = $1 and region = $2 and up_to <= $3",
                    cluster.value(),
                    region.value(),
                    backupFrom.value());
            written = read();
        } catch (LifeboatException e) {
            LOG.debug("a conflict of WAL ends later cluster={} reason={}", cluster, e.explanation());
        }
    }

    /** Whether nobody can promise what a restore from this region leads to. */
    boolean isOpen(Cluster cluster, RegionName region) {
        Place place = new Place(cluster.name(), region);
        return written.containsKey(place) || unwritten.containsKey(place);
    }

    List<Fault> faults(Cluster cluster) {
        return cluster.regions().stream()
                .map(region -> new Place(cluster.name(), region))
                .flatMap(place -> Stream.of(unwritten, written)
                        .flatMap(known -> Optional.ofNullable(known.get(place)).stream())
                        .limit(1))
                .map(conflict -> new Fault(
                        ErrorCode.OBJECT_CONFLICT,
                        conflict.place().region(),
                        conflict.explanation()
                                + ". Nothing was overwritten; find out which server wrote it, then take a full backup,"
                                + " which makes the region complete again"))
                .toList();
    }

    private void write(Conflict conflict) {
        database.update(
                """
                insert into wal_conflict (cluster, region, up_to, explanation) values ($1, $2, $3, $4)
                on conflict (cluster, region)
                do update set up_to = excluded.up_to, explanation = excluded.explanation
                    where wal_conflict.up_to < excluded.up_to""",
                conflict.place().cluster().value(),
                conflict.place().region().value(),
                conflict.upTo().value(),
                conflict.explanation());
    }

    private Map<Place, Conflict> read() {
        Map<Place, Conflict> found = new HashMap<>();
        database.query("select cluster, region, up_to, explanation from wal_conflict").stream()
                .map(WalConflicts::conflict)
                .forEach(conflict -> found.put(conflict.place(), conflict));
        return found;
    }

    private static Conflict conflict(Row row) {
        return new Conflict(
                new Place(new ClusterName(row.string("cluster")), new RegionName(row.string("region"))),
                new Lsn(row.longValue("up_to")),
                row.string("explanation"));
    }
}
