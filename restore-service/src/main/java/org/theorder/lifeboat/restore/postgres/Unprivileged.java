package org.theorder.lifeboat.restore.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * PostgreSQL refuses to run as root. A user namespace takes root's powers away and nothing else: for the kernel the
 * process still belongs to the same user, so that files need no other owner and root can end it as usual.
 */
final class Unprivileged {
    private static final boolean ROOT = runsAsRoot();

    private Unprivileged() {}

    /** The command that runs {@code command} without root's powers; the same command for a normal user. */
    static List<String> command(List<String> command) {
        return ROOT
                ? Stream.concat(Stream.of("unshare", "-U"), command.stream()).toList()
                : List.copyOf(command);
    }

    private static boolean runsAsRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
