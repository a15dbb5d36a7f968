package org.theorder.lifeboat.backup.region;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.backup.duty.HeldStorage;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.repository.storage.LockProbe;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Tries in every region with object lock, again and again, to delete and to overwrite a locked object. One replica does it
 * for a region at a time. If it succeeds, the lock is broken: everybody who has these credentials can delete the backups.
 */
@ApplicationScoped
public class LockChecks {
    private static final Logger LOG = LoggerFactory.getLogger(LockChecks.class);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Map<RegionName, LockCheck> last = new ConcurrentHashMap<>();
    private final LockCheckConfiguration configuration;
    private final Regions regions;
    private final LockCheckStore store;
    private final Leases leases;
    private final Clock clock;
    private final MultiGauge held;

    LockChecks(
            LockCheckConfiguration configuration,
            Regions regions,
            LockCheckStore store,
            Leases leases,
            Clock clock,
            MeterRegistry meters) {
        this.configuration = configuration;
        this.regions = regions;
        this.store = store;
        this.leases = leases;
        this.clock = clock;
        this.held = MultiGauge.builder("lifeboat.region.lock.held")
                .description("1 if a locked object could not be deleted at the last try, 0 if it could, NaN if unknown")
                .register(meters);
    }

    /** Checks what is due; every replica learns what any of them found. */
    public void look() {
        refresh();
        for (Region region : regions.all()) {
            if (isDue(region)) {
                check(region);
            }
        }
        held.register(last.values().stream().map(LockChecks::gauge).toList(), true);
    }

    private void refresh() {
        store.all().forEach(check -> last.put(check.region(), check));
    }

    private boolean isDue(Region region) {
        LockCheck known = last.get(region.name());
        return lockable(region).isPresent()
                && (known == null
                        || !known.checkedAt().plus(configuration.every()).isAfter(clock.instant()));
    }

    private static Optional<Storage> lockable(Region region) {
        return region.state() instanceof RegionState.Open open && region.declaresLock()
                ? Optional.of(open.storage())
                : Optional.empty();
    }

    /**
     * Tries it now.
     *
     * @throws LifeboatException NOT_FOUND if there is no such region, REQUEST_INVALID if it has no object lock,
     *     STORE_UNREACHABLE if it is not open, BUSY if it is being tried at this moment
     */
    public LockCheck checkNow(RegionName name) {
        Region region = regions.get(name);
        region.open();
        if (lockable(region).isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "region " + name + " has no object lock: its URL does not say lock=compliance or lock=governance");
        }
        if (!check(region)) {
            throw new LifeboatException(
                    ErrorCode.BUSY, "the lock of region " + name + " is being checked at this moment; ask later");
        }
        return last(name).orElseThrow();
    }

    public Optional<LockCheck> last(RegionName region) {
        return Optional.ofNullable(last.get(region));
    }

    /** The regions whose lock did not hold at the last try. */
    public List<LockCheck> broken() {
        return last.values().stream()
                .filter(check -> check.state() == LockCheck.State.BROKEN)
                .toList();
    }

    private boolean check(Region region) {
        return lockable(region)
                .map(storage -> Duty.whileHeld(
                        leases, "lock-check-" + region.name(), LEASE, lease -> check(region.name(), storage, lease)))
                .orElse(false);
    }

    private void check(RegionName region, Storage storage, Lease lease) {
        Storage fenced = new HeldStorage(storage, () -> leases.assure(lease, LEASE));
        LockCheck found = switch (new LockProbe(clock).run(fenced, configuration.lockFor())) {
            case LockProbe.Outcome.Held _ -> new LockCheck(region, clock.instant(), LockCheck.State.HELD, null);
            case LockProbe.Outcome.Broken broken ->
                new LockCheck(region, clock.instant(), LockCheck.State.BROKEN, broken.how());
            case LockProbe.Outcome.Unknown unknown -> undecided(region, unknown.reason());
        };
        store.write(lease, found);
        last.put(region, found);
        switch (found.state()) {
            case HELD -> LOG.info("object lock holds region={}", region);
            case BROKEN -> LOG.error("object lock is broken region={} reason={}", region, found.explanation());
            case UNKNOWN ->
                LOG.warn("object lock could not be checked region={} reason={}", region, found.explanation());
        }
    }

    /** That a store does not answer is no proof that a lock which was broken holds again. */
    private LockCheck undecided(RegionName region, LifeboatException reason) {
        LockCheck known = last.get(region);
        return known != null && known.state() == LockCheck.State.BROKEN
                ? new LockCheck(region, clock.instant(), LockCheck.State.BROKEN, known.explanation())
                : new LockCheck(region, clock.instant(), LockCheck.State.UNKNOWN, reason.explanation());
    }

    private static MultiGauge.Row<Number> gauge(LockCheck check) {
        double value = switch (check.state()) {
            case HELD -> 1;
            case BROKEN -> 0;
            case UNKNOWN -> Double.NaN;
        };
        return MultiGauge.Row.of(Tags.of("region", check.region().value()), value);
    }
}
