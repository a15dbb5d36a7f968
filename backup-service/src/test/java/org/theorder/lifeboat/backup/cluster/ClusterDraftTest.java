package org.theorder.lifeboat.backup.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.settings.ClusterSettings;
import org.theorder.lifeboat.backup.settings.DurabilitySettings;
import org.theorder.lifeboat.backup.settings.RetentionSettings;
import org.theorder.lifeboat.backup.settings.SettingsDraft;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

class ClusterDraftTest {
    private static final List<RegionName> REGIONS = List.of(new RegionName("dr"), new RegionName("primary"));

    private String name = "shop";
    private String host = "db1.example.org";
    private int port = 5432;
    private String user = "lifeboat_backup";
    private String password = "secret-word";
    private String passwordFile;
    private String sslMode = "prefer";
    private String rootCertificate;
    private String clientCertificate;
    private String clientKey;
    private List<String> regions;
    private SettingsDraft settings = SettingsDraft.NOTHING;
    private Cluster.Origin origin = Cluster.Origin.REST;

    @Test
    void completeDraftBecomesACluster() {
        Cluster cluster = draft().checked(REGIONS, ClusterSettings.DEFAULT);
        assertThat(cluster.regions()).isEqualTo(REGIONS);
        assertThat(cluster.slot()).isEqualTo("lifeboat_shop");
        assertThat(cluster.server().password().reveal()).isEqualTo("secret-word");
        assertThat(cluster.toString() + draft()).doesNotContain("secret-word");
    }

    @Test
    void dashesInANameBecomeUnderscoresInTheSlot() {
        name = "web-shop-2";
        assertThat(draft().checked(REGIONS, ClusterSettings.DEFAULT).slot()).isEqualTo("lifeboat_web_shop_2");
    }

    @Test
    void wrongFieldIsNamed() {
        port = 70000;
        assertWrong("port: 70000 is not a port");
        port = 5432;
        host = "no host; rm -rf";
        assertWrong("host: ");
        host = "::1";
        assertThat(draft().checked(REGIONS, ClusterSettings.DEFAULT).server().display())
                .isEqualTo("[::1]:5432");
        user = " ";
        assertWrong("user: ");
        user = "u";
        name = "Shop";
        assertWrong("name: ");
        name = "s".repeat(60);
        assertWrong("name: has more than 54");
        name = "shop";
        sslMode = "always";
        assertWrong("sslMode: 'always' is not an sslmode; one of disable, allow, prefer, require, verify-ca,"
                + " verify-full");
        sslMode = "verify-ca";
        assertWrong("rootCertificate: is missing");
        sslMode = "prefer";
        rootCertificate = "/nowhere/root.pem";
        assertWrong("rootCertificate: names /nowhere/root.pem, which cannot be read");
        rootCertificate = null;
        regions = List.of("mars");
        assertWrong("regions: names mars; configured are [dr, primary]");
        regions = List.of();
        assertWrong("regions: is empty");
    }

    @Test
    void passwordComesFromOnePlace(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "from-file\n");
        passwordFile = file.toString();
        assertWrong("passwordFile: and password are both given");
        password = null;
        Cluster cluster = draft().checked(REGIONS, ClusterSettings.DEFAULT);
        assertThat(cluster.server().password().reveal()).isEqualTo("from-file");
        Files.writeString(file, "rotated\n");
        assertThat(cluster.server().password().reveal()).isEqualTo("rotated");
        passwordFile = "relative";
        assertWrong("passwordFile: is not an absolute path");
    }

    @Test
    void wrongConfigurationNamesItsKey() {
        origin = Cluster.Origin.CONFIGURATION;
        sslMode = "verify-ca";
        assertThatThrownBy(() -> draft().checked(REGIONS, ClusterSettings.DEFAULT))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageStartingWith("lifeboat.clusters.shop.root-certificate: is missing");
    }

    @Test
    void wrongSettingIsNamedAsTheDeclarerNamesIt() {
        settings = new SettingsDraft(null, new RetentionSettings.Draft(0, null, null), null, null, null, null, null);
        assertWrong("retention.fullDays: 0 is not between");
        origin = Cluster.Origin.CONFIGURATION;
        assertThatThrownBy(() -> draft().checked(REGIONS, ClusterSettings.DEFAULT))
                .hasMessageStartingWith("lifeboat.clusters.shop.retention.full-days: 0 is not between");
        origin = Cluster.Origin.REST;
        settings = new SettingsDraft(
                null, null, new DurabilitySettings.Draft(List.of("dr", "mars"), null), null, null, null, null);
        assertWrong("durability.walAcknowledgedIn: names [dr, mars]");
    }

    private void assertWrong(String message) {
        assertThatThrownBy(() -> draft().checked(REGIONS, ClusterSettings.DEFAULT))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
                .hasMessageStartingWith(message);
    }

    @Test
    void clientCertificateAndItsKeyComeTogether() {
        clientCertificate = "/etc/hosts";
        assertWrong("clientKey: is missing");
        clientKey = "/nowhere/client.key";
        assertWrong("clientKey: names /nowhere/client.key, which cannot be read");
        clientCertificate = null;
        assertWrong("clientCertificate: is missing");
    }

    private ClusterDraft draft() {
        return new ClusterDraft(
                name,
                host,
                port,
                user,
                password,
                passwordFile,
                "shop",
                sslMode,
                rootCertificate,
                clientCertificate,
                clientKey,
                regions,
                settings,
                origin);
    }
}
