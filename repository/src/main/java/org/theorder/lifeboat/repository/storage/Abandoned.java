package org.theorder.lifeboat.repository.storage;

/**
 * What writers that died had left and {@link Storage#collectAbandoned} removed.
 *
 * @param count temporary files, or uploads that were never completed
 * @param bytes what they took
 */
public record Abandoned(int count, long bytes) {
    public static final Abandoned NOTHING = new Abandoned(0, 0);

    public Abandoned plus(long moreBytes) {
        return new Abandoned(count + 1, bytes + moreBytes);
    }
}
