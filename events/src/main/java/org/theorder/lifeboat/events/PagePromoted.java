package org.theorder.lifeboat.events;

import java.time.Instant;

/**
 * From now on the status page of this region is the one to read; those of the others say so. Of all that were ever sent the
 * highest epoch counts, and of two with the same epoch the region whose name sorts last.
 *
 * @param epoch counts the promotions, over all regions; 2 for the first, because 1 is the state before it
 * @param reason for people
 */
public record PagePromoted(RegionName region, long epoch, String reason, Instant at) {}
