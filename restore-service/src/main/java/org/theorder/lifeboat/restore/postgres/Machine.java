package org.theorder.lifeboat.restore.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** What Linux' {@code /proc} proves about the processes of this machine. */
final class Machine {
    /**
     * The first namespace of processes: whoever is in it sees those of all containers (Linux {@code
     * include/linux/proc_ns.h}, PROC_PID_INIT_INO).
     */
    private static final String FIRST = "pid:[4026531836]";

    /** There, this is the machine's own, and may be closed to everybody. */
    private static final long INIT = 1;

    private Machine() {}

    /** Whether it is certain that no process works in a directory, be it in a container; false from within one. */
    static boolean hasNoProcessIn(Path directory) {
        try {
            UserPrincipal owner = Files.getOwner(directory);
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                            .toString()
                            .equals(FIRST)
                    && ProcessHandle.allProcesses()
                            .map(ProcessHandle::pid)
                            .filter(pid -> pid != INIT)
                            .noneMatch(pid -> mayWorkIn(directory, owner, pid));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean mayWorkIn(Path directory, UserPrincipal owner, long pid) {
        Path process = Path.of("/proc", String.valueOf(pid));
        try {
            return Files.isSameFile(process.resolve("cwd"), directory);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            // not ours to look at; a server runs as the owner of its directory (PostgreSQL miscinit.c, checkDataDir)
            return isOf(owner, process);
        }
    }

    private static boolean isOf(UserPrincipal owner, Path process) {
        try {
            return Files.getOwner(process).equals(owner);
        } catch (IOException e) {
            return false;
        }
    }
}
