package org.theorder.lifeboat.repository.retention;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * A region as a cluster writes to it: objects of backups and WAL are locked in the request that puts them, so that there is
 * no moment in which they can be deleted; leases and other records are not. Without effect where the region cannot lock.
 */
public final class LockingStorage extends ForwardingStorage {
    private final LockTerms terms;
    private final Clock clock;

    public LockingStorage(Storage region, LockTerms terms, Clock clock) {
        super(region);
        this.terms = terms;
        this.clock = clock;
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        super.create(
                key,
                content,
                lockUntil != null
                        ? lockUntil
                        : terms.atPut(key, clock.instant()).orElse(null));
    }
}
