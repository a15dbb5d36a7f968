package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/** A region in an object store: what S3 and Azure have in common. */
public final class ObjectStorage implements Storage {
    private static final int LARGEST_DESCRIPTION = 64 * 1024;

    private final ObjectStore store;
    private final RegionName region;

    private ObjectStorage(ObjectStore store, RegionName region) {
        this.store = store;
        this.region = region;
    }

    /**
     * Opens a region that was initialized.
     *
     * @throws LifeboatException STORE_UNREACHABLE if {@code lifeboat.json} is missing; the store is closed then
     */
    public static ObjectStorage open(ObjectStore store) {
        try {
            return new ObjectStorage(store, described(store).orElseThrow(() -> missing(store)));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Makes a region, or opens the one that is there.
     *
     * @throws LifeboatException CONFIGURATION_INVALID if another region lives there; the store is closed then
     */
    public static ObjectStorage initialize(ObjectStore store, RegionName region, Clock clock) {
        try {
            if (described(store).isEmpty()) {
                Content json = Content.of(RegionDescription.of(region, clock).json());
                // that it exists now is fine: another process made it, and the next line sees whose it is
                if (store.put(RegionDescription.KEY, json, null) instanceof PutResult.Failed failed) {
                    throw failed.reason();
                }
            }
            RegionName found = described(store).orElseThrow(() -> missing(store));
            if (!found.equals(region)) {
                throw new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID,
                        store + " holds region " + found + ", not " + region
                                + ": correct the region's name or its URL");
            }
            return new ObjectStorage(store, region);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Optional<RegionName> described(ObjectStore store) {
        Optional<InputStream> there = store.get(RegionDescription.KEY);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = there.get()) {
            String where = RegionDescription.KEY + " in " + store;
            return Optional.of(RegionDescription.read(in.readNBytes(LARGEST_DESCRIPTION), where)
                    .region());
        } catch (IOException e) {
            throw FileErrors.explained("reading " + RegionDescription.KEY + " in " + store, e);
        }
    }

    private static LifeboatException missing(ObjectStore store) {
        return new LifeboatException(
                ErrorCode.STORE_UNREACHABLE,
                RegionDescription.KEY + " is missing in " + store
                        + ": correct the bucket, container or prefix, or initialize a new region");
    }

    @Override
    public RegionName region() {
        return region;
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        ObjectKey.checked(key);
        Instant lock = lock().isPresent() && lockUntil != null ? wholeSeconds(lockUntil) : null;
        switch (store.put(key, content, lock)) {
            case PutResult.Created created -> {}
            case PutResult.Exists exists -> requireSame(key, content, lock);
            case PutResult.Failed failed -> {
                if (!failed.maybeTaken() || !isThereAfterAll(key, content, lock, failed.reason())) {
                    throw failed.reason();
                }
            }
        }
    }

    /** Stores keep locks to the second; never shorter than asked. */
    private static Instant wholeSeconds(Instant time) {
        Instant seconds = time.truncatedTo(ChronoUnit.SECONDS);
        return seconds.equals(time) ? seconds : seconds.plusSeconds(1);
    }

    private void requireSame(String key, Content content, @Nullable Instant lock) {
        Optional<Boolean> same = same(key, content);
        if (same.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    key + " was in " + store + " and was deleted while it was being written: try again");
        }
        if (!same.get()) {
            throw new LifeboatException(
                    ErrorCode.OBJECT_CONFLICT,
                    key + " exists in " + store + " with other content, and objects are never overwritten: find out who"
                            + " wrote it before anything else");
        }
        if (lock != null) {
            lockUntil(key, lock);
        }
    }

    /** Nobody answered whether the object was taken: the store itself is asked. */
    private boolean isThereAfterAll(String key, Content content, @Nullable Instant lock, LifeboatException reason) {
        try {
            if (store.find(key).isEmpty()) {
                return false;
            }
            requireSame(key, content, lock);
            return true;
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.OBJECT_CONFLICT) {
                throw e;
            }
            LifeboatException unknown = new LifeboatException(
                    ErrorCode.RESULT_UNKNOWN,
                    "whether " + store + " took " + key + " is not known, and it does not say: " + reason.explanation(),
                    reason);
            unknown.addSuppressed(e);
            throw unknown;
        }
    }

    /** Empty if nothing is there any more. */
    private Optional<Boolean> same(String key, Content content) {
        Optional<InputStream> there = store.get(key);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = there.get()) {
            return Optional.of(content.isSameAs(in));
        } catch (IOException e) {
            throw FileErrors.explained("reading " + key + " in " + store, e);
        }
    }

    @Override
    public InputStream open(String key) {
        return store.get(ObjectKey.checked(key))
                .orElseThrow(() -> new LifeboatException(ErrorCode.NOT_FOUND, key + " is not in region " + region));
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return store.find(ObjectKey.checked(key));
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        ObjectKey.checkedPrefix(prefix);
        ObjectKey.checkedPrefix(after);
        return store.list(prefix, after).filter(object -> ObjectKey.isKey(object.key()));
    }

    @Override
    public Stream<String> folders(String prefix) {
        ObjectKey.checkedPrefix(prefix);
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "'" + prefix + "' does not end with a slash");
        }
        return store.folders(prefix).filter(ObjectKey::isSegment);
    }

    @Override
    public void delete(String key) {
        store.delete(ObjectKey.checked(key));
    }

    @Override
    public Optional<LockMode> lock() {
        return store.lock();
    }

    @Override
    public void lockUntil(String key, Instant until) {
        ObjectKey.checked(key);
        if (lock().isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "region " + region + " has no object lock, so " + key
                            + " cannot be locked: add lock=compliance or lock=governance to its URL");
        }
        Instant wanted = wholeSeconds(until);
        if (store.lockedUntil(key).filter(present -> !present.isBefore(wanted)).isEmpty()) {
            store.lockUntil(key, wanted);
        }
    }

    @Override
    public Optional<Instant> lockedUntil(String key) {
        ObjectKey.checked(key);
        return lock().isEmpty() ? Optional.empty() : store.lockedUntil(key);
    }

    @Override
    public Abandoned collectAbandoned(Instant before) {
        return store.collectAbandoned(before);
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return "region " + region + " at " + store;
    }
}
