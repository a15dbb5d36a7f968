package org.theorder.lifeboat.backup.cluster;

import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.settings.BackupSettings;
import org.theorder.lifeboat.backup.settings.DurabilitySettings;
import org.theorder.lifeboat.backup.settings.EncryptionSettings;
import org.theorder.lifeboat.backup.settings.LockSettings;
import org.theorder.lifeboat.backup.settings.RetentionSettings;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.backup.settings.SettingsDraft;
import org.theorder.lifeboat.backup.settings.VerifySettings;

/**
 * A cluster as somebody declares it over REST. The settings (from {@code schedule} on) are what GET shows and what the
 * configuration calls {@code lifeboat.clusters.<name>.*}; what is left out is as {@code lifeboat.defaults.*} says.
 *
 * @param name for example {@code shop}
 * @param host the primary's name or address
 * @param port default 5432
 * @param user a role with LOGIN and REPLICATION
 * @param password its password; kept in the service's table, never shown again
 * @param passwordFile instead of a password: a file on the service's host whose first line it is
 * @param database default {@code postgres}
 * @param sslMode default {@code prefer}
 * @param rootCertificate PEM file of the authorities that may have signed the server's certificate
 * @param clientCertificate PEM file with what is shown to a server that asks for a certificate; needs {@code clientKey}
 * @param clientKey PEM file with its private key: PKCS#8, not encrypted
 * @param regions default: all
 */
public record ClusterRequest(
        String name,
        String host,
        @Nullable Integer port,
        String user,
        @Schema(writeOnly = true) @Nullable String password,
        @Nullable String passwordFile,
        @Nullable String database,
        @Nullable String sslMode,
        @Nullable String rootCertificate,
        @Nullable String clientCertificate,
        @Nullable String clientKey,
        @Nullable List<String> regions,
        ScheduleSettings.@Nullable Draft schedule,
        RetentionSettings.@Nullable Draft retention,
        DurabilitySettings.@Nullable Draft durability,
        BackupSettings.@Nullable Draft backup,
        VerifySettings.@Nullable Draft verify,
        EncryptionSettings.@Nullable Draft encryption,
        LockSettings.@Nullable Draft lock) {

    /** What was declared before. */
    static ClusterRequest of(ClusterDraft draft) {
        SettingsDraft settings = draft.settings();
        return new ClusterRequest(
                draft.name(),
                draft.host(),
                draft.port(),
                draft.user(),
                draft.password(),
                draft.passwordFile(),
                draft.database(),
                draft.sslMode(),
                draft.rootCertificate(),
                draft.clientCertificate(),
                draft.clientKey(),
                draft.regions(),
                settings.schedule(),
                settings.retention(),
                settings.durability(),
                settings.backup(),
                settings.verify(),
                settings.encryption(),
                settings.lock());
    }

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
                clientCertificate,
                clientKey,
                regions,
                new SettingsDraft(schedule, retention, durability, backup, verify, encryption, lock),
                Cluster.Origin.REST);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ClusterRequest[" + name + "]";
    }
}
