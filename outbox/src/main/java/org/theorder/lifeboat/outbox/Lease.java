package org.theorder.lifeboat.outbox;

/**
 * The right to do a job alone, until it expires.
 *
 * @param name the job, for example {@code outbox} or {@code wal/shop}
 * @param holder the process, {@code host/pid/uuid}
 * @param epoch rises with every acquire; a write guarded by an older epoch matches nothing
 */
public record Lease(String name, String holder, long epoch) {}
