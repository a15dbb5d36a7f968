package org.theorder.lifeboat.repository.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

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
    /** @throws LifeboatException CONFIGURATION_INVALID if a time is not positive */
    public StorageAccess {
        if (!requestTimeout.isPositive() || !deadline.isPositive()) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "the request-timeout and the deadline of a region must be positive");
        }
    }

    /** No files, no proxy, 15 seconds for a request and 60 for a call. */
    public static StorageAccess defaults() {
        return new StorageAccess(
                Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofSeconds(15), Duration.ofSeconds(60));
    }

    /**
     * Reads the settings of a region.
     *
     * @param where what their keys begin with, for example {@code lifeboat.regions.dr.}
     * @throws LifeboatException CONFIGURATION_INVALID naming the key
     */
    public static StorageAccess parse(
            String where,
            Optional<String> credentialsFile,
            Optional<String> caFile,
            Optional<String> proxy,
            Duration requestTimeout,
            Duration deadline) {
        return new StorageAccess(
                credentialsFile.map(text -> file(where + "credentials-file", text)),
                caFile.map(text -> file(where + "ca-file", text)),
                proxy.map(text -> proxy(where + "proxy", text)),
                positive(where + "request-timeout", requestTimeout),
                positive(where + "deadline", deadline));
    }

    private static Path file(String key, String text) {
        Path file = Path.of(text);
        if (!file.isAbsolute()) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, key + " must be an absolute path");
        }
        return file;
    }

    private static URI proxy(String key, String text) {
        LifeboatException wrong = new LifeboatException(
                ErrorCode.CONFIGURATION_INVALID,
                key + " must be http://host:port; a user and a password belong into the credentials file");
        try {
            URI proxy = new URI(text.strip());
            boolean complete = "http".equals(proxy.getScheme()) && proxy.getHost() != null && proxy.getPort() > 0;
            if (!complete || proxy.getRawUserInfo() != null) {
                throw wrong;
            }
            return proxy;
        } catch (URISyntaxException e) {
            // without the cause: its message repeats the text
            throw wrong;
        }
    }

    private static Duration positive(String key, Duration time) {
        if (!time.isPositive()) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, key + " must be positive, for example 15s");
        }
        return time;
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
