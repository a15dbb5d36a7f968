package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Makes one process at a time do a job. Expiry is by the clock of the database, so clocks of hosts do not matter; the epoch
 * rises with every acquire, and a write that {@link #confirm}s its lease in the same transaction cannot be a zombie's.
 */
@ApplicationScoped
public class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private final Database database;
    private final String holder;
    private final Set<String> heldHere = ConcurrentHashMap.newKeySet();
    private final Map<Duration, LeaseBatch> batches = new ConcurrentHashMap<>();

    @Inject
    Leases(Database database, ThisProcess process) {
        this(database, process.holder());
    }

    Leases(Database database, String holder) {
        this.database = database;
        this.holder = holder;
    }

    /** The lease with a new epoch if it is free, expired, or already ours (the older {@link Lease} is then lost). */
    public Optional<Lease> acquire(String name, Duration timeToLive) {
        // an update whose condition fails locks nothing, so contenders do not disturb the holder
        List<Row> taken = database.query("""
                update lease
                   set holder = $2, epoch = epoch + 1, time_to_live = $3, expires_at = clock_timestamp() + $3
                 where name = $1 and (expires_at <= clock_timestamp() or holder = $2)
                returning epoch""", name, holder, timeToLive);
        if (taken.isEmpty()) {
            taken = database.query("""
                    insert into lease (name, holder, epoch, time_to_live, expires_at)
                    values ($1, $2, 1, $3, clock_timestamp() + $3)
                    on conflict (name) do nothing
                    returning epoch""", name, holder, timeToLive);
        }
        return taken.stream().findFirst().map(row -> new Lease(name, holder, row.longValue("epoch")));
    }

    /**
     * Starts the time to live anew.
     *
     * @throws LifeboatException LEASE_LOST if it has passed on
     */
    public void renew(Lease lease) {
        int renewed = database.update("""
                update lease set expires_at = clock_timestamp() + time_to_live
                 where name = $1 and holder = $2 and epoch = $3""", lease.name(), lease.holder(), lease.epoch());
        if (renewed == 0) {
            throw lost(lease);
        }
    }

    /**
     * Starts the time to live of all of them anew, with one statement.
     *
     * @return those that have passed on
     */
    List<Lease> renewAll(Collection<Lease> leases) {
        if (leases.isEmpty()) {
            return List.of();
        }
        Set<String> renewed = ConcurrentHashMap.newKeySet();
        database.query(
                        """
                        update lease set expires_at = clock_timestamp() + time_to_live
                          from unnest($2::text[], $3::bigint[]) as held (held_name, held_epoch)
                         where name = held_name and epoch = held_epoch and holder = $1
                        returning name, epoch""",
                        holder,
                        leases.stream().map(Lease::name).toArray(String[]::new),
                        leases.stream().map(Lease::epoch).toArray(Long[]::new))
                .forEach(row -> renewed.add(row.longValue("epoch") + " " + row.string("name")));
        return leases.stream()
                .filter(lease -> !renewed.contains(lease.epoch() + " " + lease.name()))
                .toList();
    }

    /**
     * Renews the lease until {@link #letGo}, together with all others of the same time to live. While the database is
     * away it counts as held: nobody else can take it then.
     *
     * @param onLost runs once if it has passed on; must be quick
     */
    public void keep(Lease lease, Duration timeToLive, Runnable onLost) {
        batches.computeIfAbsent(timeToLive, any -> new LeaseBatch(this, timeToLive))
                .add(lease, onLost);
    }

    /** Renews it no more. */
    public void letGo(Lease lease, Duration timeToLive) {
        LeaseBatch batch = batches.get(timeToLive);
        if (batch != null) {
            batch.remove(lease);
        }
    }

    /**
     * Fencing for writes that no transaction guards: nothing is written by a process that stood still for so long that
     * another one may have the lease. Costs nothing while the lease is renewed in time.
     *
     * @param lease one that is {@linkplain #keep kept} with this time to live
     * @throws LifeboatException LEASE_LOST if it has passed on
     */
    public void assure(Lease lease, Duration timeToLive) {
        LeaseBatch batch = batches.get(timeToLive);
        if (batch == null || !batch.holds(lease)) {
            throw lost(lease);
        }
    }

    /** Who holds which lease at this moment, of those whose name begins like this; by name. */
    public Map<String, String> holders(String prefix) {
        Map<String, String> holders = new HashMap<>();
        database.query(
                        "select name, holder from lease where starts_with(name, $1) and expires_at > clock_timestamp()",
                        prefix)
                .forEach(row -> holders.put(row.string("name"), row.string("holder")));
        return holders;
    }

    /** This process, as {@link #holders} names it. */
    public String holder() {
        return holder;
    }

    /** Gives it back at once; nothing happens if it has passed on already. */
    public void release(Lease lease) {
        database.update("""
                update lease set expires_at = '-infinity'
                 where name = $1 and holder = $2 and epoch = $3""", lease.name(), lease.holder(), lease.epoch());
    }

    /**
     * Fencing: holds the lease's row {@code FOR SHARE} until the transaction ends, so nobody can take the lease before the
     * write that this guards is committed. Call it first in the transaction, and keep the transaction short: it delays
     * renewal.
     *
     * @throws LifeboatException LEASE_LOST if it has passed on
     */
    public void confirm(Transaction tx, Lease lease) {
        List<Row> ours = tx.query(
                "select epoch from lease where name = $1 and holder = $2 and epoch = $3 for share",
                lease.name(),
                lease.holder(),
                lease.epoch());
        if (ours.isEmpty()) {
            throw lost(lease);
        }
    }

    /**
     * Does {@code work} on this thread while holding the lease: renews it in the background, interrupts this thread when it
     * is lost, and releases it at the end.
     *
     * @return false, without working, if another process or another thread of this one holds the lease
     * @throws LifeboatException LEASE_LOST if the lease was lost and {@code work} did not end normally; otherwise what
     *     {@code work} threw
     */
    public boolean whileHeld(String name, Duration timeToLive, Consumer<Lease> work) {
        return onceHere(name, () -> {
            Optional<Lease> lease = acquire(name, timeToLive);
            lease.ifPresent(held -> work(held, timeToLive, work));
            return lease.isPresent();
        });
    }

    /**
     * Keeps the threads of this process apart, to which {@link #acquire} gives the lease that another one has.
     *
     * @return what {@code work} returned; false, without working, while another thread works under the same name
     */
    public boolean onceHere(String name, BooleanSupplier work) {
        if (!heldHere.add(name)) {
            return false;
        }
        try {
            return work.getAsBoolean();
        } finally {
            heldHere.remove(name);
        }
    }

    private void work(Lease lease, Duration timeToLive, Consumer<Lease> work) {
        LeaseKeeper keeper = LeaseKeeper.start(this, lease, timeToLive, Thread.currentThread());
        try {
            work.accept(lease);
        } catch (RuntimeException e) {
            throw keeper.lost() ? lost(lease, e) : e;
        } finally {
            boolean interrupted = keeper.stop();
            releaseQuietly(lease);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void releaseQuietly(Lease lease) {
        try {
            release(lease);
        } catch (LifeboatException e) {
            LOG.debug("the lease was not released and will expire lease={} error={}", lease.name(), e.explanation());
        }
    }

    private static LifeboatException lost(Lease lease) {
        return new LifeboatException(ErrorCode.LEASE_LOST, lossOf(lease));
    }

    private static LifeboatException lost(Lease lease, RuntimeException cause) {
        return new LifeboatException(ErrorCode.LEASE_LOST, lossOf(lease), cause);
    }

    private static String lossOf(Lease lease) {
        return "the lease " + lease.name() + " of epoch " + lease.epoch()
                + " has passed on; this process stops its work";
    }
}
