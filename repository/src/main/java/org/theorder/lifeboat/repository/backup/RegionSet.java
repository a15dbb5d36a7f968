package org.theorder.lifeboat.repository.backup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.GivenUpException;
import org.theorder.lifeboat.repository.storage.Storage;

/** The regions of one backup: those that still take part, and those that were dropped, each with its reason. */
final class RegionSet {
    private static final Logger LOG = LoggerFactory.getLogger(RegionSet.class);

    /** What a put that was told to give up may take to do so. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final BackupId backup;
    private final Duration putTimeout;
    private final Map<RegionName, Storage> live = new LinkedHashMap<>();
    private final Map<RegionName, LifeboatException> dropped = new LinkedHashMap<>();

    /** @throws LifeboatException CONFIGURATION_INVALID if there is none, or one twice */
    RegionSet(BackupId backup, List<Storage> regions, Duration putTimeout) {
        this.backup = backup;
        this.putTimeout = putTimeout;
        for (Storage region : regions) {
            if (live.put(region.region(), region) != null) {
                throw new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID, "region " + region.region() + " is given twice");
            }
        }
        if (regions.isEmpty()) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "a backup needs at least one region");
        }
    }

    synchronized List<Storage> live() {
        return List.copyOf(live.values());
    }

    synchronized List<MissingRegion> missing() {
        return dropped.entrySet().stream()
                .map(each -> new MissingRegion(each.getKey(), each.getValue()))
                .toList();
    }

    synchronized void drop(RegionName region, LifeboatException reason) {
        if (live.remove(region) != null) {
            dropped.put(region, reason);
            LOG.warn(
                    "Region dropped from the backup: backupId={} region={} reason={}",
                    backup,
                    region,
                    reason.explanation());
        }
    }

    /** @throws LifeboatException the first region's error, if none is left */
    synchronized void requireOne() {
        if (live.isEmpty()) {
            LifeboatException first = dropped.values().iterator().next();
            List<String> reasons = new ArrayList<>();
            dropped.forEach((region, reason) -> reasons.add(region + ": " + reason.explanation()));
            throw new LifeboatException(
                    first.code(), "no region took backup " + backup + " — " + String.join("; ", reasons), first);
        }
    }

    /**
     * Puts an object into every live region, in parallel; a region that fails or takes too long is dropped.
     *
     * @return whether everybody has finished reading the content
     * @throws LifeboatException if no region is left
     */
    boolean put(String key, Content content) {
        boolean finished = put(live(), key, content, ErrorCode.STORE_UNREACHABLE);
        requireOne();
        return finished;
    }

    /**
     * Puts an object into some regions, in parallel; a region that fails or takes too long is dropped.
     *
     * @param whenTooLong what a put is that does not return
     * @return whether everybody has finished reading the content
     */
    boolean put(List<Storage> regions, String key, Content content, ErrorCode whenTooLong) {
        List<RegionPut> puts = regions.stream()
                .map(region -> RegionPut.start(region, key, content))
                .toList();
        long deadline = System.nanoTime() + putTimeout.toNanos();
        try {
            boolean finished = true;
            for (RegionPut put : puts) {
                finished &= await(put, key, deadline, whenTooLong);
            }
            return finished;
        } catch (InterruptedException e) {
            puts.forEach(RegionPut::cancel);
            puts.forEach(put -> put.awaitThread(GRACE));
            throw Interruption.of(e);
        }
    }

    private boolean await(RegionPut put, String key, long deadline, ErrorCode whenTooLong) throws InterruptedException {
        RegionName region = put.region().region();
        try {
            Optional<LifeboatException> failure = put.await(deadline - System.nanoTime());
            failure.ifPresent(reason -> drop(region, asMeant(reason, whenTooLong)));
            // what was given up may still be reading
            return !(failure.orElse(null) instanceof GivenUpException);
        } catch (TimeoutException e) {
            put.cancel();
            String message = key + " was not taken within " + putTimeout.toSeconds() + " seconds";
            drop(region, new LifeboatException(whenTooLong, message, e));
            return false;
        }
    }

    /** Whether a store took a part is of no account: without a marker nothing exists. Only for a marker it is. */
    private static LifeboatException asMeant(LifeboatException reason, ErrorCode whenUnknown) {
        return reason.code() == ErrorCode.RESULT_UNKNOWN && whenUnknown != ErrorCode.RESULT_UNKNOWN
                ? new LifeboatException(whenUnknown, reason.explanation(), reason)
                : reason;
    }
}
