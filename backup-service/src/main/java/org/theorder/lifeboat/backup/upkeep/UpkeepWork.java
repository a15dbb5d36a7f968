package org.theorder.lifeboat.backup.upkeep;

import org.theorder.lifeboat.events.LifeboatException;

/**
 * How one kind of upkeep is done. Every bean of this kind is known. It must be safe to begin it again where another replica
 * has left off.
 */
public interface UpkeepWork {
    UpkeepRequest.Task task();

    /**
     * From the begin to the end, on this thread; hours with a large cluster.
     *
     * @return what the answer is, to be written as JSON
     * @throws LifeboatException BUSY while somebody else is at the same, LEASE_LOST if somebody else has taken it over
     */
    Object carryOut(UpkeepRequest request);
}
