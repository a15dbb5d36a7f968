package org.theorder.lifeboat.servers;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** The signals that Java cannot send. */
final class Signals {
    private Signals() {}

    /** SIGINT to one process. */
    static void interrupt(long pid) {
        send("INT", pid);
    }

    /** SIGSTOP to one process. */
    static void stop(long pid) {
        send("STOP", pid);
    }

    /** SIGCONT to one process. */
    static void goOn(long pid) {
        send("CONT", pid);
    }

    private static void send(String signal, long pid) {
        try {
            // the shell's own kill: the program of that name is not installed everywhere
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid)
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
