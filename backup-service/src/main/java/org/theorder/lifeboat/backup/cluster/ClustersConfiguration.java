package org.theorder.lifeboat.backup.cluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.backup.settings.SettingsKeys;

/** {@code lifeboat.clusters.<name>.*}: the protected clusters that are declared in the configuration. */
@ConfigMapping(prefix = "lifeboat.clusters")
public interface ClustersConfiguration {
    @WithParentName
    Map<String, Declaration> byName();

    /** One cluster: how to reach it, and its settings. */
    interface Declaration extends SettingsKeys {
        /** Name or address of the server; the primary. */
        String host();

        @WithDefault("5432")
        int port();

        /** A role with LOGIN and REPLICATION. */
        String user();

        /** Its password; better a {@code password-file}. */
        Optional<String> password();

        /** A file whose first line is the password; read at every connection. */
        Optional<String> passwordFile();

        /** The database that matters most, for people and probes; the whole cluster is backed up. */
        @WithDefault("postgres")
        String database();

        /** As libpq's {@code sslmode}: disable, allow, prefer, require, verify-ca, verify-full. */
        @WithDefault("prefer")
        String sslMode();

        /** PEM file of the authorities that may have signed the server's certificate. */
        Optional<String> rootCertificate();

        /** PEM file with what is shown to a server that asks for a certificate, as libpq's {@code sslcert}. */
        Optional<String> clientCertificate();

        /** PEM file with its private key, PKCS#8 and not encrypted, as libpq's {@code sslkey}. */
        Optional<String> clientKey();

        /** Where its backups and WAL go; default: all regions. */
        Optional<List<String>> regions();
    }
}
