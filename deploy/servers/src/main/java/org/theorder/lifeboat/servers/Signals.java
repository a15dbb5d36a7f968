package org.theorder.lifeboat.servers;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** The one signal that Java cannot send. */
final class Signals {
    private Signals() {}

    /** SIGINT to one process. */
    static void interrupt(long pid) {
        try {
            // the shell's own kill: the program of that name is not installed everywhere
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -INT " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "process " + pid + " could not be signalled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
