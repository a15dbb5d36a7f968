package org.theorder.lifeboat.backup.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.region.RegionsConfiguration;
import org.theorder.lifeboat.backup.run.BackupConfiguration;
import org.theorder.lifeboat.backup.settings.ClusterSettings;
import org.theorder.lifeboat.backup.settings.RetentionSettings;
import org.theorder.lifeboat.backup.settings.SettingsKeys;
import org.theorder.lifeboat.backup.wal.WalConfiguration;

/** The mappings: their keys, their defaults, what is refused. */
class ConfigurationTest {
    @Test
    void defaultsAreTheDocumentedOnes() {
        SmallRyeConfig config = config(Map.of());
        WalConfiguration wal = config.getConfigMapping(WalConfiguration.class);
        assertThat(wal.sliceInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(wal.keepaliveInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(wal.silence()).isEqualTo(Duration.ofSeconds(10));
        assertThat(wal.retryPause()).isEqualTo(Duration.ofSeconds(2));
        assertThat(wal.lease()).isEqualTo(Duration.ofSeconds(5));
        BackupConfiguration backup = config.getConfigMapping(BackupConfiguration.class);
        assertThat(backup.partBytes()).isEqualTo(16 << 20);
        assertThat(backup.attempts()).isEqualTo(3);
        assertThat(backup.parallel()).isEqualTo(1);
        assertThat(backup.lease()).isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(config.getConfigMapping(ClustersConfiguration.class).byName())
                .isEmpty();
    }

    @Test
    void clusterIsReadByItsKeys() {
        ClustersConfiguration.Declaration shop = config(Map.of(
                        "lifeboat.clusters.shop.host", "db1",
                        "lifeboat.clusters.shop.user", "lifeboat_backup",
                        "lifeboat.clusters.shop.password-file", "/run/secrets/shop",
                        "lifeboat.clusters.shop.ssl-mode", "verify-full",
                        "lifeboat.clusters.shop.regions", "primary,dr",
                        "lifeboat.clusters.shop.schedule.full", "0 3 * * *",
                        "lifeboat.clusters.shop.retention.keep-fulls", "2"))
                .getConfigMapping(ClustersConfiguration.class)
                .byName()
                .get("shop");
        assertThat(shop.host()).isEqualTo("db1");
        assertThat(shop.port()).isEqualTo(5432);
        assertThat(shop.passwordFile()).contains("/run/secrets/shop");
        assertThat(shop.sslMode()).isEqualTo("verify-full");
        assertThat(shop.regions().orElseThrow()).containsExactly("primary", "dr");
        assertThat(shop.database()).isEqualTo("postgres");
        assertThat(SettingsKeys.draft(shop).over(ClusterSettings.DEFAULT))
                .satisfies(settings ->
                        assertThat(settings.schedule().full().text()).isEqualTo("0 3 * * *"))
                .satisfies(settings -> assertThat(settings.retention()).isEqualTo(new RetentionSettings(30, 7, 2)));
    }

    @Test
    void missingOrMisspeltKeyIsNamed() {
        assertThatThrownBy(() -> config(Map.of("lifeboat.clusters.shop.user", "u")))
                .hasMessageContaining("lifeboat.clusters.shop.host");
        assertThatThrownBy(() -> config(Map.of("lifeboat.wal.slice-intervall", "1s")))
                .hasMessageContaining("lifeboat.wal.slice-intervall");
    }

    private static SmallRyeConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(ClustersConfiguration.class)
                .withMapping(RegionsConfiguration.class)
                .withMapping(BackupConfiguration.class)
                .withMapping(WalConfiguration.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withConverter(Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
                .build();
    }
}
