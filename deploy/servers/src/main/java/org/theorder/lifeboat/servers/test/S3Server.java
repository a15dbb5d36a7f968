package org.theorder.lifeboat.servers.test;

import java.net.URI;

/**
 * A real S3 endpoint, Ceph's RADOS Gateway, started once per JVM by {@code deploy/test-servers/s3}. It is empty: a test
 * makes buckets of its own.
 *
 * @param endpoint {@code http://127.0.0.1:<port>}, for path-style requests
 */
public record S3Server(URI endpoint) {
    public static final String ACCESS_KEY = "testkey";
    public static final String SECRET_KEY = "testsecret";

    /** The running server; the test that asks is skipped (or fails, {@link RequiredServers}) where it is not installed. */
    public static S3Server running() {
        return new S3Server(URI.create(RequiredServers.orSkip(
                new InstalledServer("s3", "ceph/installed").running(),
                "the S3 gateway (Ceph)",
                "deploy/test-servers/s3 install gets it, on Debian")));
    }
}
