package org.theorder.lifeboat.backup.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.replication.ClientCertificate;
import org.theorder.lifeboat.backup.replication.Password;
import org.theorder.lifeboat.backup.replication.ServerAddress;
import org.theorder.lifeboat.backup.replication.SslMode;
import org.theorder.lifeboat.backup.settings.ClusterSettings;
import org.theorder.lifeboat.backup.settings.SettingInvalid;
import org.theorder.lifeboat.backup.settings.SettingsDraft;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/** What somebody declared, not yet checked. */
record ClusterDraft(
        String name,
        String host,
        int port,
        String user,
        @Nullable String password,
        @Nullable String passwordFile,
        String database,
        String sslMode,
        @Nullable String rootCertificate,
        @Nullable String clientCertificate,
        @Nullable String clientKey,
        @Nullable List<String> regions,
        SettingsDraft settings,
        Cluster.Origin origin) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:_][A-Za-z0-9._:-]{0,252}");
    private static final int LONGEST_ROLE = 63;
    private static final int LONGEST_NAME = 54;

    /**
     * @param defaults what holds where the declaration says nothing
     * @throws LifeboatException CONFIGURATION_INVALID or REQUEST_INVALID naming the field
     */
    Cluster checked(List<RegionName> configuredRegions, ClusterSettings defaults) {
        ClusterName clusterName = value("name", name, ClusterName::new);
        // slot names have 63 characters, and "lifeboat_" is ours
        require(name.length() <= LONGEST_NAME, "name", "has more than " + LONGEST_NAME + " characters");
        require(HOST.matcher(host).matches(), "host", "is not a host name or address, for example db1.example.org");
        require(port >= 1 && port <= 65535, "port", port + " is not a port: 1 to 65535");
        require(
                !user.isBlank() && user.length() <= LONGEST_ROLE && user.indexOf('\0') < 0,
                "user",
                "is not a role name: 1 to 63 characters");
        require(!database.isBlank() && database.length() <= LONGEST_ROLE, "database", "is not a database name");
        require(
                password == null || passwordFile == null,
                field("password-file", "passwordFile"),
                "and password are both given; give one of them");
        SslMode mode = value(field("ssl-mode", "sslMode"), sslMode, SslMode::named);
        Path root = rootCertificate == null
                ? null
                : readable(field("root-certificate", "rootCertificate"), rootCertificate);
        require(
                mode != SslMode.VERIFY_CA || root != null,
                field("root-certificate", "rootCertificate"),
                "is missing; verify-ca needs the PEM file of the authority");
        List<RegionName> chosenRegions = checkedRegions(configuredRegions);
        return new Cluster(
                clusterName,
                new ServerAddress(
                        host,
                        port,
                        user,
                        checkedPassword(),
                        mode,
                        root,
                        checkedClientCertificate(),
                        Cluster.CONNECT_TIMEOUT),
                database,
                chosenRegions,
                checkedSettings(defaults, chosenRegions),
                origin);
    }

    private Password checkedPassword() {
        if (passwordFile != null) {
            return new Password.InFile(readable(field("password-file", "passwordFile"), passwordFile));
        }
        return new Password.Inline(password == null ? "" : password);
    }

    private @Nullable ClientCertificate checkedClientCertificate() {
        String certificate = field("client-certificate", "clientCertificate");
        String key = field("client-key", "clientKey");
        if (clientCertificate == null || clientKey == null) {
            require(clientCertificate == null, key, "is missing; a client certificate needs its private key");
            require(clientKey == null, certificate, "is missing; a private key needs its certificate");
            return null;
        }
        return new ClientCertificate(readable(certificate, clientCertificate), readable(key, clientKey));
    }

    private List<RegionName> checkedRegions(List<RegionName> configured) {
        require(
                !configured.isEmpty(),
                "regions",
                "cannot be chosen: no region is configured (lifeboat.regions.<name>.url)");
        if (regions == null) {
            return configured;
        }
        require(!regions.isEmpty(), "regions", "is empty; name at least one of " + configured);
        List<RegionName> chosen = new ArrayList<>();
        for (String each : regions) {
            RegionName region = value("regions", each, RegionName::new);
            require(configured.contains(region), "regions", "names " + region + "; configured are " + configured);
            chosen.add(region);
        }
        return chosen;
    }

    private ClusterSettings checkedSettings(ClusterSettings defaults, List<RegionName> chosenRegions) {
        try {
            ClusterSettings checked = settings.over(defaults);
            checked.durability().check(chosenRegions);
            return checked;
        } catch (SettingInvalid e) {
            throw origin == Cluster.Origin.CONFIGURATION ? e.inConfiguration(prefix()) : e;
        }
    }

    private Path readable(String field, String file) {
        Path path = Path.of(file);
        require(path.isAbsolute(), field, "is not an absolute path");
        require(Files.isReadable(path), field, "names " + path + ", which cannot be read");
        return path;
    }

    private <T> T value(String field, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (LifeboatException e) {
            throw wrong(field, e.explanation());
        }
    }

    private void require(boolean holds, String field, String otherwise) {
        if (!holds) {
            throw wrong(field, otherwise);
        }
    }

    private String field(String inConfiguration, String inRest) {
        return origin == Cluster.Origin.CONFIGURATION ? inConfiguration : inRest;
    }

    private LifeboatException wrong(String field, String what) {
        return switch (origin) {
            case CONFIGURATION ->
                new LifeboatException(ErrorCode.CONFIGURATION_INVALID, prefix() + "." + field + ": " + what);
            case REST -> new LifeboatException(ErrorCode.REQUEST_INVALID, field + ": " + what);
        };
    }

    private String prefix() {
        return "lifeboat.clusters." + name.replaceAll("\\p{Cntrl}", "?");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ClusterDraft[" + name + "]";
    }
}
