package org.theorder.lifeboat.local.suite;

import java.util.function.LongConsumer;

/** A server process that the supervisor starts, watches and ends. */
interface Part {
    /** What people call it, for example {@code backup-service}; also the name of its log. */
    String name();

    PortName port();

    /**
     * Starts it and returns its process id when it is ready; a failed start leaves no process.
     *
     * @param launched is told the process id as soon as there is one, so that it can be ended whatever happens next
     */
    long start(LongConsumer launched);

    /** Ends it, if it runs. */
    void stop();

    /** Whether the supervisor may start it again when it dies. */
    boolean restartable();
}
