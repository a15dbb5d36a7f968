package org.theorder.lifeboat.backup.duty;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.Abandoned;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * A region as somebody changes it who does so under a lease: a replica that stood still and wakes when another one has taken
 * over changes nothing any more.
 */
public final class HeldStorage extends ForwardingStorage {
    private final Runnable held;

    /** @param held throws LEASE_LOST if the lease has passed on */
    public HeldStorage(Storage region, Runnable held) {
        super(region);
        this.held = held;
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        held.run();
        super.create(key, content, lockUntil);
    }

    @Override
    public void delete(String key) {
        held.run();
        super.delete(key);
    }

    @Override
    public void setAside(String key) {
        held.run();
        super.setAside(key);
    }

    @Override
    public Abandoned collectAbandoned(Instant before) {
        held.run();
        return super.collectAbandoned(before);
    }

    @Override
    public void lockUntil(String key, Instant until) {
        held.run();
        super.lockUntil(key, until);
    }
}
