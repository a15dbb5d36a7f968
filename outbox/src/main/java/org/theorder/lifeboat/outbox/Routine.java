package org.theorder.lifeboat.outbox;

/**
 * What a service does again and again by itself, from its start to its end: every bean of this type gets a {@link Loop} of
 * its own. Rounds wait in Java, as those of {@link Loop#virtual}.
 */
public interface Routine {
    /** Of the thread, and in the log when it does not get on. */
    String name();

    /** One round and the pause behind it; ends when interrupted. */
    void round() throws InterruptedException;

    /** False if the configuration leaves nothing to do. Asked once, at the start. */
    default boolean isWanted() {
        return true;
    }
}
