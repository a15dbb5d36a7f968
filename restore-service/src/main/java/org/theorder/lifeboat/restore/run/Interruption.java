package org.theorder.lifeboat.restore.run;

/** Why a restore shall not go on, although nothing is wrong with it. */
sealed interface Interruption {
    /** Somebody asked for its end. */
    record Cancelled(String by) implements Interruption {}

    /** It is a drill, and a real restore waits: it begins anew afterwards. */
    record Preempted() implements Interruption {}
}
