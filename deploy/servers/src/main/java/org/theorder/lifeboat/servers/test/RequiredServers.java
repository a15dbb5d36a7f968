package org.theorder.lifeboat.servers.test;

import java.util.Objects;
import java.util.Optional;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * What a test does when a server or a tool that it needs is not on this machine: it is skipped, with the reason printed;
 * where {@code -Dlifeboat.servers.required=true} or {@code LIFEBOAT_SERVERS_REQUIRED=true} is set, as continuous
 * integration does, it fails.
 */
public final class RequiredServers {
    private RequiredServers() {}

    /**
     * The thing that is needed, if it is there; otherwise this test ends here.
     *
     * @param what for example {@code the S3 gateway}
     * @param remedy how to get it, for example {@code run deploy/test-servers/s3 install}
     */
    public static <T> T orSkip(Optional<T> thing, String what, String remedy) {
        return thing.orElseThrow(() -> missing(what, remedy));
    }

    /** Goes on only if it is there; otherwise this test ends here. */
    public static void orSkip(boolean there, String what, String remedy) {
        if (!there) {
            throw missing(what, remedy);
        }
    }

    /** Whether a missing server is a failure; the property, where it is set, goes before the environment. */
    public static boolean required() {
        String environment = Objects.requireNonNullElse(System.getenv("LIFEBOAT_SERVERS_REQUIRED"), "false");
        return Boolean.parseBoolean(System.getProperty("lifeboat.servers.required", environment));
    }

    private static RuntimeException missing(String what, String remedy) {
        String message = what + " is not on this machine: " + remedy;
        if (required()) {
            throw new AssertionFailedError(
                    message + " (lifeboat.servers.required is set, so this is no reason to skip)");
        }
        System.out.println("[WARNING] Tests skipped: " + message);
        return new TestAbortedException(message);
    }
}
