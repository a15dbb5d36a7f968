package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.restore.place.AllowedDirectories;
import org.theorder.lifeboat.restore.verify.Assertion;

class RestoreConfigurationTest {
    private static RestoreConfiguration configuration(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .withMapping(RestoreConfiguration.class)
                .build()
                .getConfigMapping(RestoreConfiguration.class);
    }

    private static RestoreSettings settings(Map<String, String> keys) {
        return RestorerProducer.settings(configuration(keys), new AllowedDirectories(List.of()));
    }

    @Test
    void defaultsAreThose() {
        RestoreConfiguration configuration = configuration(Map.of());

        assertThat(configuration.allowedDirectories()).isEmpty();
        assertThat(configuration.regionOrder()).containsExactly("primary");
        assertThat(configuration.superuser()).isEqualTo("postgres");
        assertThat(configuration.recoveryLimit()).isEqualTo(Duration.ofHours(4));
        assertThat(configuration.exactCountLimit().asLongValue()).isEqualTo(16L << 30);
        assertThat(configuration.acceptCollationChange()).isFalse();
        assertThat(configuration.leaseTimeToLive()).isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(configuration.wal().patience()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void everyKeyIsRead() {
        RestoreConfiguration configuration = configuration(Map.of(
                "lifeboat.restore.allowed-directories", "/srv/restores,/mnt/x",
                "lifeboat.restore.region-order", "dr,primary",
                "lifeboat.restore.wal.ahead", "3",
                "lifeboat.restore.isolated-settings.shared_buffers", "64MB",
                "lifeboat.restore.server-settings.unix_socket_directories", "/run/x"));

        assertThat(configuration.allowedDirectories()).contains(List.of(Path.of("/srv/restores"), Path.of("/mnt/x")));
        assertThat(configuration.regionOrder()).containsExactly("dr", "primary");
        assertThat(configuration.wal().ahead()).isEqualTo(3);
        assertThat(configuration.isolatedSettings()).containsEntry("shared_buffers", "64MB");
        assertThat(configuration.serverSettings()).containsEntry("unix_socket_directories", "/run/x");
    }

    @Test
    void assertionsAreByClusterAndName() {
        RestoreSettings settings = settings(Map.of(
                "lifeboat.restore.assertions.shop.newest-order.sql", "select max(number) from orders",
                "lifeboat.restore.assertions.shop.catalogue.sql", "select count(*) from products",
                "lifeboat.restore.assertions.shop.catalogue.expected", "5000",
                "lifeboat.restore.assertions.shop.catalogue.database", "shop2"));

        assertThat(settings.assertions().get(new ClusterName("shop")))
                .containsExactly(
                        new Assertion(
                                "catalogue",
                                Optional.of("shop2"),
                                "select count(*) from products",
                                Optional.of("5000")),
                        new Assertion(
                                "newest-order", Optional.empty(), "select max(number) from orders", Optional.empty()));
    }

    @Test
    void scriptIsMorePatientThanTheService() {
        assertThat(settings(Map.of("lifeboat.restore.wal.patience", "PT5S"))
                        .courier()
                        .patience())
                .isEqualTo(Duration.ofSeconds(35));
    }

    @Test
    void drillIsOnOneThreadAndLeavesSpace() {
        RestoreSettings drill = settings(Map.of("lifeboat.restore.isolated-settings.shared_buffers", "64MB"))
                .forDrills(1 << 30, Duration.ZERO, false);

        assertThat(drill.readers()).isEqualTo(1);
        assertThat(drill.courier().threads()).isEqualTo(1);
        assertThat(drill.verification().checksumThreads()).isEqualTo(1);
        assertThat(drill.isolatedSettings())
                .containsEntry("max_parallel_workers_per_gather", "0")
                .containsEntry("shared_buffers", "64MB");
        assertThat(drill.leaveFree()).isEqualTo(1 << 30);
    }

    @ParameterizedTest
    @CsvSource({"readers,0", "readers,17", "checksum-threads,0", "wal.ahead,0", "wal.threads,9", "attempts,0"})
    void valueOutOfRangeIsRefusedWithItsKey(String key, String value) {
        assertThatThrownBy(() -> settings(Map.of("lifeboat.restore." + key, value)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("lifeboat.restore." + key + " is " + value);
    }
}
