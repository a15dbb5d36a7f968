package org.theorder.lifeboat.backup.cluster;

import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as somebody declares it over REST.
 *
 * @param name for example {@code shop}
 * @param host the primary's name or address
 * @param port default 5432
 * @param user a role with LOGIN and REPLICATION
 * @param password its password; kept in the service's table, never shown again
 * @param passwordFile instead of a password: a file on the service's host whose first line it is
 * @param database default {@code postgres}
 * @param sslMode default {@code prefer}
 * @param regions default: all
 */
record ClusterRequest(
        String name,
        String host,
        @Nullable Integer port,
        String user,
        @Schema(writeOnly = true) @Nullable String password,
        @Nullable String passwordFile,
        @Nullable String database,
        @Nullable String sslMode,
        @Nullable String rootCertificate,
        @Nullable List<String> regions) {

    ClusterDraft draft() {
        return new ClusterDraft(
                name,
                host,
                Objects.requireNonNullElse(port, 5432),
                user,
                password,
                passwordFile,
                Objects.requireNonNullElse(database, "postgres"),
                Objects.requireNonNullElse(sslMode, "prefer"),
                rootCertificate,
                regions,
                Cluster.Origin.REST);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ClusterRequest[" + name + "]";
    }
}
