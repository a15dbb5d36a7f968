package org.theorder.lifeboat.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/** The settings of a cluster: keys, JSON, defaults, and what is refused. */
class SettingsTest {
    private static final ObjectMapper JSON = EventJson.strict(new JsonMapper());
    private static final String RECIPIENT = "age1thzz78sm2jgzr9r6mkpshwdkyu0fz4gu6n29xe3qpevn87jemexsr07mus";

    @Test
    void defaultsAreTheDocumentedOnes() {
        ClusterSettings settings = configured(Map.of());
        assertThat(settings).isEqualTo(ClusterSettings.DEFAULT);
        assertThat(settings.schedule().full().text()).isEqualTo("0 2 * * *");
        assertThat(settings.schedule().incremental().text()).isEqualTo("0 * * * *");
        assertThat(settings.schedule().zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(settings.schedule().catchUp()).isTrue();
        assertThat(settings.schedule().blackout()).isEmpty();
        assertThat(settings.retention()).isEqualTo(new RetentionSettings(30, 7, null));
        assertThat(settings.durability()).isEqualTo(new DurabilitySettings(RegionPolicy.ANY, RegionPolicy.ANY));
        assertThat(settings.backup().source()).isEqualTo(BackupSettings.Source.PRIMARY);
        assertThat(settings.backup().longestChain()).isEqualTo(24);
        assertThat(settings.backup().level()).isEqualTo(1);
        assertThat(settings.encryption().encrypts()).isFalse();
        assertThat(settings.lock().enabled()).isTrue();
    }

    @Test
    void everyKeyOfTheConfigurationIsRead() {
        assertThat(configured(Map.ofEntries(
                        Map.entry("schedule.full", "30 3 * * 0"),
                        Map.entry("schedule.incremental", "off"),
                        Map.entry("schedule.zone", "Europe/Berlin"),
                        Map.entry("schedule.jitter", "10m"),
                        Map.entry("schedule.blackout", "mon-fri 08:00-18:00,fri 22:00-06:00"),
                        Map.entry("schedule.catch-up", "false"),
                        Map.entry("retention.full-days", "90"),
                        Map.entry("retention.incremental-days", "14"),
                        Map.entry("retention.keep-fulls", "3"),
                        Map.entry("durability.wal-acknowledged-in", "all"),
                        Map.entry("durability.backup-counts-in", "primary,dr"),
                        Map.entry("backup.max-bytes-per-second", "10485760"),
                        Map.entry("backup.fast-checkpoint", "false"),
                        Map.entry("backup.source", "standby"),
                        Map.entry("backup.standby-host", "db2"),
                        Map.entry("backup.standby-port", "5433"),
                        Map.entry("backup.longest-chain", "12"),
                        Map.entry("backup.level", "3"),
                        Map.entry("backup.workers", "4"),
                        Map.entry("verify.cron", "0 5 * * *"),
                        Map.entry("verify.sample-percent", "10"),
                        Map.entry("encryption.recipients", RECIPIENT),
                        Map.entry("lock.enabled", "false"))))
                .isEqualTo(everything());
    }

    @Test
    void everyFieldOfRestIsRead() throws JsonProcessingException {
        SettingsDraft draft = JSON.readValue("""
                {"schedule": {"full": "30 3 * * 0", "incremental": "off", "zone": "Europe/Berlin", "jitter": "PT10M",
                              "blackout": ["mon-fri 08:00-18:00", "fri 22:00-06:00"], "catchUp": false},
                 "retention": {"fullDays": 90, "incrementalDays": 14, "keepFulls": 3},
                 "durability": {"walAcknowledgedIn": "all", "backupCountsIn": ["primary", "dr"]},
                 "backup": {"maxBytesPerSecond": 10485760, "fastCheckpoint": false, "source": "standby",
                            "standbyHost": "db2", "standbyPort": 5433, "longestChain": 12, "level": 3, "workers": 4},
                 "verify": {"cron": "0 5 * * *", "samplePercent": 10},
                 "encryption": {"recipients": ["%s"]},
                 "lock": {"enabled": false}}""".formatted(RECIPIENT), SettingsDraft.class);
        assertThat(draft.over(ClusterSettings.DEFAULT)).isEqualTo(everything());
        assertThat(SettingsJson.read(SettingsJson.write(draft))).isEqualTo(draft);
    }

    @Test
    void whatRestShowsCanBeSentAgain() throws JsonProcessingException {
        String shown = JSON.writeValueAsString(everything());
        assertThat(shown).contains("\"walAcknowledgedIn\":\"all\"", "\"full\":\"30 3 * * 0\"", "\"standby\"");
        assertThat(JSON.readValue(shown, SettingsDraft.class).over(ClusterSettings.DEFAULT))
                .isEqualTo(everything());
    }

    @Test
    void onlyWhatWasSaidIsStored() {
        SettingsDraft draft =
                new SettingsDraft(null, new RetentionSettings.Draft(90, null, null), null, null, null, null, null);
        assertThat(SettingsJson.write(draft)).isEqualTo("{\"retention\":{\"fullDays\":90}}");
        assertThat(SettingsJson.read("{\"retention\": {\"fullDays\": 90, \"ofTomorrow\": 1}, \"new\": {}}"))
                .isEqualTo(draft);
        ClusterSettings base = configured(Map.of("retention.incremental-days", "3"));
        assertThat(draft.over(base).retention()).isEqualTo(new RetentionSettings(90, 3, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            schedule.full                  | 99 2 * * *
            schedule.incremental           | hourly
            schedule.full                  | 0 2 30 2 *
            schedule.zone                  | Mars/Olympus
            schedule.jitter                | 2h
            schedule.blackout              | 8-18
            schedule.blackout              | xyz 08:00-18:00
            schedule.blackout              | 08:00-25:00
            retention.full-days            | 0
            retention.incremental-days     | -1
            retention.keep-fulls           | 0
            durability.wal-acknowledged-in | Nowhere Land
            backup.max-bytes-per-second    | 100
            backup.source                  | replica
            backup.standby-port            | 70000
            backup.longest-chain           | 0
            backup.level                   | 19
            backup.workers                 | 0
            verify.cron                    | x
            verify.sample-percent          | 101
            encryption.recipients          | ssh-rsa
            """)
    void wrongSettingIsRefusedWithItsKey(String key, String value) {
        assertThatThrownBy(() -> configured(Map.of(key, value)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageStartingWith("lifeboat.defaults." + key + ": ");
    }

    @Test
    void standbyNeedsAnAddress() {
        assertThatThrownBy(() -> configured(Map.of("backup.source", "standby")))
                .hasMessage("lifeboat.defaults.backup.standby-host: is missing; backup.source is standby");
    }

    @Test
    void misspeltKeyIsNamed() {
        assertThatThrownBy(() -> configured(Map.of("retention.full-day", "3")))
                .hasMessageContaining("lifeboat.defaults.retention.full-day");
    }

    @Test
    void policyMayOnlyNameRegionsOfTheCluster() {
        DurabilitySettings durability = everything().durability();
        durability.check(List.of(new RegionName("dr"), new RegionName("primary"), new RegionName("third")));
        assertThatThrownBy(() -> durability.check(List.of(new RegionName("dr"))))
                .hasMessageStartingWith("durability.backupCountsIn: names [dr, primary]");
    }

    @Test
    void policiesSayWhatIsEnough() {
        RegionName dr = new RegionName("dr");
        RegionName primary = new RegionName("primary");
        List<RegionName> both = List.of(dr, primary);
        assertThat(RegionPolicy.ANY.satisfiedBy(List.of(), both)).isFalse();
        assertThat(RegionPolicy.ANY.satisfiedBy(List.of(dr), both)).isTrue();
        assertThat(RegionPolicy.ALL.satisfiedBy(List.of(dr), both)).isFalse();
        assertThat(RegionPolicy.ALL.satisfiedBy(both, both)).isTrue();
        assertThat(new RegionPolicy.Named(List.of(dr)).satisfiedBy(List.of(primary), both))
                .isFalse();
        assertThat(new RegionPolicy.Named(List.of(dr)).satisfiedBy(List.of(dr), both))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "08:00-18:00,          2026-11-22T08:00:00Z, true",
        "08:00-18:00,          2026-11-22T18:00:00Z, false",
        "mon-fri 08:00-18:00,  2026-11-22T12:00:00Z, false", // a Sunday
        "mon-fri 08:00-18:00,  2026-11-23T07:59:59Z, false",
        "mon-fri 08:00-18:00,  2026-11-23T12:00:00Z, true",
        "sun 00:00-24:00,      2026-11-22T23:59:59Z, true",
        "sun 00:00-24:00,      2026-11-23T00:00:00Z, false",
        "sat-mon 20:00-24:00,  2026-11-22T20:00:00Z, true",
        "sat-mon 20:00-24:00,  2026-11-24T20:00:00Z, false",
        "fri 22:00-06:00,      2026-11-27T23:00:00Z, true",
        "fri 22:00-06:00,      2026-11-28T05:59:00Z, true",
        "fri 22:00-06:00,      2026-11-28T06:00:00Z, false",
        "fri 22:00-06:00,      2026-11-28T22:00:00Z, false"
    })
    void blackoutCoversItsTimes(String window, Instant moment, boolean covered) {
        SettingsDraft draft = new SettingsDraft(
                new ScheduleSettings.Draft(null, null, null, null, List.of(window), null),
                null,
                null,
                null,
                null,
                null,
                null);
        assertThat(draft.over(ClusterSettings.DEFAULT).schedule().blackedOut(moment))
                .isEqualTo(covered);
    }

    private static ClusterSettings everything() {
        return new ClusterSettings(
                new ScheduleSettings(
                        new Cron("30 3 * * 0"),
                        Cron.OFF,
                        ZoneId.of("Europe/Berlin"),
                        Duration.ofMinutes(10),
                        List.of(new BlackoutWindow("mon-fri 08:00-18:00"), new BlackoutWindow("fri 22:00-06:00")),
                        false),
                new RetentionSettings(90, 14, 3),
                new DurabilitySettings(
                        RegionPolicy.ALL,
                        new RegionPolicy.Named(List.of(new RegionName("dr"), new RegionName("primary")))),
                new BackupSettings(10_485_760L, false, BackupSettings.Source.STANDBY, "db2", 5433, 12, 3, 4),
                new VerifySettings(new Cron("0 5 * * *"), 10),
                new EncryptionSettings(List.of(RECIPIENT)),
                new LockSettings(false));
    }

    private static ClusterSettings configured(Map<String, String> keys) {
        Map<String, String> properties = new HashMap<>();
        keys.forEach((key, value) -> properties.put("lifeboat.defaults." + key, value));
        return DefaultSettings.checked(new SmallRyeConfigBuilder()
                .withMapping(DefaultSettings.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withConverter(Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
                .build()
                .getConfigMapping(DefaultSettings.class));
    }
}
