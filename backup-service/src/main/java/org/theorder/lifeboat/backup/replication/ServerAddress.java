package org.theorder.lifeboat.backup.replication;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a server and as whom.
 *
 * @param user a role with REPLICATION
 * @param rootCertificate PEM file with the authorities that may have signed the server's certificate; null for the
 *     system's
 * @param clientCertificate what is shown to a server that asks for a certificate; null for none
 * @param connectTimeout longest wait for the TCP connection, and again for each step of TLS and login
 */
public record ServerAddress(
        String host,
        int port,
        String user,
        Password password,
        SslMode sslMode,
        @Nullable Path rootCertificate,
        @Nullable ClientCertificate clientCertificate,
        Duration connectTimeout) {

    /** Host and port for messages. */
    public String display() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
