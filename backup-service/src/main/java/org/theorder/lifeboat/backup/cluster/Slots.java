package org.theorder.lifeboat.backup.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.replication.SlotState;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Database;

/**
 * Makes replication slots and remembers on which server: one that was made and is not there was dropped by somebody, and
 * until it is made anew the server may forget WAL that no region has. Streams and backups both make it; whoever streams tells
 * that it was lost. While the service's own database is away, this replica knows what it knew last.
 */
@ApplicationScoped
public class Slots {
    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);

    private final Map<ClusterName, Server> known = new ConcurrentHashMap<>();
    private final Set<ClusterName> lostHere = ConcurrentHashMap.newKeySet();
    private final Database database;

    Slots(Database database) {
        this.database = database;
    }

    /** A promoted server is another one: slots do not follow to a standby. */
    private record Server(String systemIdentifier, int timeline) {}

    /** Makes sure that the server keeps WAL for the cluster from now on; notes if it should have before, and did not. */
    public SlotState ensure(Cluster cluster, PrimaryConnection primary) {
        Server server = new Server(
                primary.identity().systemIdentifier().toString(),
                primary.system().timeline());
        // recalled before the server is asked: a slot that somebody else of us makes in between was not lost
        boolean made = recall(cluster.name()).filter(server::equals).isPresent();
        boolean lost = primary.replication()
                .readSlot(cluster.slot())
                .map(present -> present.restartLsn() == null)
                .orElse(made);
        SlotState slot = primary.ensureSlot();
        if (lost) {
            LOG.error(
                    "a replication slot was dropped or invalidated cluster={} slot={}", cluster.name(), cluster.slot());
        }
        if (lost || !made) {
            remember(cluster.name(), server, lost);
        }
        return slot;
    }

    /** True once after the slot was lost, whoever made it anew. */
    public boolean takeLost(ClusterName cluster) {
        boolean here = lostHere.remove(cluster);
        try {
            return database.update("update made_slot set lost = false where cluster = $1 and lost", cluster.value()) > 0
                    || here;
        } catch (LifeboatException e) {
            LOG.debug("asked for again by the next stream cluster={} reason={}", cluster, e.explanation());
            return here;
        }
    }

    /** The slot goes, if it is there, and nobody misses it. */
    public void drop(Cluster cluster, PrimaryConnection primary) {
        known.remove(cluster.name());
        try {
            database.update(
                    "delete from made_slot where cluster = $1", cluster.name().value());
        } catch (LifeboatException e) {
            LOG.debug("a slot is remembered that is dropped cluster={} reason={}", cluster.name(), e.explanation());
        }
        primary.dropSlot();
    }

    private Optional<Server> recall(ClusterName cluster) {
        try {
            Optional<Server> made = database
                    .query("select system_identifier, timeline from made_slot where cluster = $1", cluster.value())
                    .stream()
                    .findFirst()
                    .map(row -> new Server(row.string("system_identifier"), row.intValue("timeline")));
            made.ifPresentOrElse(server -> known.put(cluster, server), () -> known.remove(cluster));
            return made;
        } catch (LifeboatException e) {
            return Optional.ofNullable(known.get(cluster));
        }
    }

    private void remember(ClusterName cluster, Server server, boolean lost) {
        known.put(cluster, server);
        try {
            database.update("""
                    insert into made_slot (cluster, system_identifier, timeline, lost) values ($1, $2, $3, $4)
                    on conflict (cluster) do update
                       set system_identifier = excluded.system_identifier, timeline = excluded.timeline,
                           lost = made_slot.lost or excluded.lost""", cluster.value(), server.systemIdentifier(), server.timeline(), lost);
        } catch (LifeboatException e) {
            if (lost) {
                lostHere.add(cluster);
            }
            LOG.warn(
                    "that the slot was made is written down by the next stream cluster={} reason={}",
                    cluster,
                    e.explanation());
        }
    }
}
