package org.theorder.lifeboat.repository.storage;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RegionName;

/** Passes every call on; what decorators begin with, so that none forgets a method that is added to {@link Storage}. */
public abstract class ForwardingStorage implements Storage {
    private final Storage behind;

    protected ForwardingStorage(Storage behind) {
        this.behind = behind;
    }

    /** The storage that is decorated. */
    protected final Storage behind() {
        return behind;
    }

    @Override
    public RegionName region() {
        return behind.region();
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        behind.create(key, content, lockUntil);
    }

    @Override
    public InputStream open(String key) {
        return behind.open(key);
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return behind.find(key);
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        return behind.list(prefix, after);
    }

    @Override
    public Stream<String> folders(String prefix) {
        return behind.folders(prefix);
    }

    @Override
    public void delete(String key) {
        behind.delete(key);
    }

    @Override
    public void setAside(String key) {
        behind.setAside(key);
    }

    @Override
    public Optional<LockMode> lock() {
        return behind.lock();
    }

    @Override
    public void lockUntil(String key, Instant until) {
        behind.lockUntil(key, until);
    }

    @Override
    public Optional<Instant> lockedUntil(String key) {
        return behind.lockedUntil(key);
    }

    @Override
    public Abandoned collectAbandoned(Instant before) {
        return behind.collectAbandoned(before);
    }

    @Override
    public void close() {
        behind.close();
    }

    @Override
    public String toString() {
        return behind.toString();
    }
}
