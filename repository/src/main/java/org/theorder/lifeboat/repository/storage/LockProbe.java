package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Whether a region's object lock holds, by trying: a canary is put with a lock, and then really deleted and overwritten,
 * as somebody with this service's credentials could. Both must fail.
 */
public final class LockProbe {
    /** Canaries lie below this; each goes once its lock has ended. */
    public static final String CANARIES = "canaries/";

    private static final Logger LOG = LoggerFactory.getLogger(LockProbe.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Clock clock;

    public LockProbe(Clock clock) {
        this.clock = clock;
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** The canary could neither be deleted nor overwritten. */
        record Held() implements Outcome {}

        /** It could. */
        record Broken(String how) implements Outcome {}

        /** The store did not answer the question. */
        record Unknown(LifeboatException reason) implements Outcome {}
    }

    /**
     * Tries it, and removes older canaries whose lock has ended.
     *
     * @param lockFor how long the new canary stays
     * @throws LifeboatException REQUEST_INVALID if the region has no object lock
     */
    public Outcome run(Storage region, Duration lockFor) {
        if (region.lock().isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "region " + region.region() + " has no object lock to be checked");
        }
        try {
            removeOld(region);
            return probe(region, lockFor);
        } catch (LifeboatException e) {
            return new Outcome.Unknown(e);
        }
    }

    private Outcome probe(Storage region, Duration lockFor) {
        Instant now = clock.instant();
        Instant until = now.plus(lockFor);
        String key = CANARIES + TIME.format(now) + "-" + UUID.randomUUID();
        Content canary =
                Content.of("Lifeboat tries to delete this to see whether the object lock holds: " + key + "\n");
        region.create(key, canary, until);
        Optional<Instant> locked = region.lockedUntil(key);
        if (locked.isEmpty() || locked.get().isBefore(until.truncatedTo(ChronoUnit.SECONDS))) {
            return new Outcome.Broken(
                    "an object was put with a lock until " + until + ", and the store says that it is "
                            + locked.map(end -> "locked until " + end + " only").orElse("not locked"));
        }
        if (couldDelete(region, key)) {
            return new Outcome.Broken("an object that is locked until " + until + " could be deleted");
        }
        if (couldOverwrite(region, key, canary)) {
            return new Outcome.Broken("an object that is locked until " + until + " could be overwritten");
        }
        return new Outcome.Held();
    }

    private static boolean couldDelete(Storage region, String key) {
        try {
            region.delete(key);
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.OBJECT_LOCKED) {
                throw e;
            }
        }
        // the store's word is not enough, whichever it was
        return region.find(key).isEmpty();
    }

    private static boolean couldOverwrite(Storage region, String key, Content canary) {
        try {
            region.create(key, Content.of("something else"));
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.OBJECT_CONFLICT) {
                throw e;
            }
        }
        try (InputStream in = region.open(key)) {
            return !canary.isSameAs(in);
        } catch (IOException e) {
            throw FileErrors.explained("reading " + key + " in region " + region.region(), e);
        }
    }

    private static void removeOld(Storage region) {
        List<String> canaries;
        try (Stream<StoredObject> objects = region.list(CANARIES)) {
            canaries = objects.map(StoredObject::key).toList();
        }
        for (String canary : canaries) {
            try {
                region.delete(canary);
            } catch (LifeboatException e) {
                if (e.code() != ErrorCode.OBJECT_LOCKED) {
                    throw e;
                }
                LOG.debug("a canary is still locked region={} key={}", region.region(), canary);
            }
        }
    }
}
