package org.theorder.lifeboat.repository.storage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a store is reached. Directories need none of it.
 *
 * @param credentials a properties file, read anew when it changes: {@code access-key-id} and {@code secret-access-key}
 *     (perhaps {@code session-token}) for S3; {@code account-key} or {@code sas-token} for Azure; {@code proxy-user} and
 *     {@code proxy-password} for a proxy that asks. Without store credentials in it, the store's own usual chain is asked
 *     (environment, profile, workload identity)
 * @param certificates a PEM file with the only authorities that are trusted; otherwise those of the JVM
 * @param proxy {@code http://host:port}
 * @param requestTimeout for one request; a stalled one is ended and tried again
 * @param deadline for one call with all its attempts
 */
public record StorageAccess(
        Optional<Path> credentials,
        Optional<Path> certificates,
        Optional<URI> proxy,
        Duration requestTimeout,
        Duration deadline) {
    /** No files, no proxy, 30 seconds for a request and 100 for a call. */
    public static StorageAccess defaults() {
        return new StorageAccess(
                Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofSeconds(30), Duration.ofSeconds(100));
    }

    public StorageAccess withCredentials(Path file) {
        return new StorageAccess(Optional.of(file), certificates, proxy, requestTimeout, deadline);
    }

    public StorageAccess withCertificates(Path file) {
        return new StorageAccess(credentials, Optional.of(file), proxy, requestTimeout, deadline);
    }

    public StorageAccess withProxy(URI address) {
        return new StorageAccess(credentials, certificates, Optional.of(address), requestTimeout, deadline);
    }

    public StorageAccess withTimes(Duration request, Duration call) {
        return new StorageAccess(credentials, certificates, proxy, request, call);
    }
}
