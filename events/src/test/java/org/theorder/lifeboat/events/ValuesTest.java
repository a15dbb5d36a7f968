package org.theorder.lifeboat.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesTest {
    private static final Map<String, Function<String, Object>> READERS = Map.of(
            "clusterName", ClusterName::new,
            "regionName", RegionName::new,
            "backupId", BackupId::new,
            "restoreId", RestoreId::new,
            "incidentId", IncidentId::new,
            "subscriberName", SubscriberName::new,
            "lsn", Lsn::parse,
            "duration", Duration::parse);

    static Stream<Arguments> good() {
        return samples(Map.of(
                "clusterName", List.of("a", "shop", "shop-2", "a" + "b".repeat(62)),
                "regionName", List.of("dr", "primary", "eu-north-1"),
                "backupId", List.of("20261122T020000123Z-full", "20261122T020000123Z-incremental"),
                "restoreId", List.of("r", "A.b_c-9", "0" + "x".repeat(79)),
                "incidentId", List.of("i", "service-down-shop-20261122t120340z", "9" + "x".repeat(79)),
                "subscriberName", List.of("s5feceb66ffc86f38d952786c6d696c79"),
                "lsn", List.of("0/0", "16/B374D848", "ffffffff/FFFFFFFF"),
                "duration", List.of("PT0S", "PT28.5S", "PT8766H5M0.000000001S", "PT-1M-0.5S")));
    }

    static Stream<Arguments> bad() {
        return samples(Map.of(
                "clusterName",
                        List.of("", "A", "1a", "-a", "a_b", "a.b", "a/b", "..", "a b", "ä", "a" + "b".repeat(63)),
                "regionName", List.of("", "DR", "../dr", "d\u0000r", "dr\n"),
                "backupId",
                        List.of(
                                "",
                                "20261122T020000123Z",
                                "20261122T020000123Z-partial",
                                "../20261122T020000123Z-full"),
                "restoreId", List.of("", ".", "..", "-a", "a/b", "a\\b", "a:b", "x".repeat(81)),
                "incidentId", List.of("", "A", "a_b", "a.b", "-a", "x".repeat(81)),
                "subscriberName",
                        List.of(
                                "",
                                "17",
                                "a@example.org",
                                "s5FECEB66ffc86f38d952786c6d696c79",
                                "s5feceb66ffc86f38d952786c6d696c7",
                                "s5feceb66ffc86f38d952786c6d696c79a"),
                "lsn", List.of("", "0", "/", "0/", "/0", "0/0/0", "G/0", "0x1/0", "123456789/0", " 0/0", "-1/0")));
    }

    private static Stream<Arguments> samples(Map<String, List<String>> samples) {
        return samples.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(text -> Arguments.of(entry.getKey(), text)));
    }

    private static Object read(String type, String text) {
        Function<String, Object> reader = READERS.get(type);
        if (reader == null) {
            throw new IllegalArgumentException(type);
        }
        return reader.apply(text);
    }

    /** How the JSON Schemas describe this value. */
    private static boolean schemaAllows(String type, String text) {
        List<String> patterns = Topics.ALL.stream()
                .map(topic -> Resources.schema(topic)
                        .at("/$defs/" + type + "/pattern")
                        .asText())
                .filter(pattern -> !pattern.isEmpty())
                .distinct()
                .toList();
        assertThat(patterns).as("one pattern in all schemas").hasSize(1);
        return Pattern.compile(patterns.getFirst().replace("$", "\\z"))
                .matcher(text)
                .find();
    }

    @ParameterizedTest
    @MethodSource
    void good(String type, String text) {
        assertThat(read(type, text)).hasToString(type.equals("lsn") ? text.toUpperCase(java.util.Locale.ROOT) : text);
        assertThat(schemaAllows(type, text)).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void bad(String type, String text) {
        assertThatThrownBy(() -> read(type, text)).isInstanceOfSatisfying(LifeboatException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThat(refused.explanation()).contains("is not a").doesNotContain("\n", "\u0000");
        });
        assertThat(schemaAllows(type, text)).isFalse();
    }

    @Test
    void refusalQuotesNoMoreThanALine() {
        assertThatThrownBy(() -> new ClusterName("x".repeat(100_000))).message().hasSizeLessThan(300);
    }

    @Test
    void lsnIsUnsigned() {
        Lsn high = Lsn.parse("FFFFFFFF/FFFFFFFF");

        assertThat(high).isGreaterThan(Lsn.ZERO).hasToString("FFFFFFFF/FFFFFFFF");
        assertThat(Lsn.ZERO.isBefore(high)).isTrue();
        assertThat(Lsn.max(Lsn.ZERO, high)).isEqualTo(high);
        assertThat(Lsn.min(Lsn.ZERO, high)).isEqualTo(Lsn.ZERO);
    }

    @Test
    void lsnCountsBytesAcrossTheHalves() {
        Lsn end = Lsn.parse("16/FFFFFFFF");

        assertThat(end.plus(1)).isEqualTo(Lsn.parse("17/0"));
        assertThat(end.plus(1).minus(end)).isEqualTo(1);
        assertThat(end.minus(end.plus(1))).isEqualTo(-1);
    }

    @Test
    void backupIdsSortByTime() {
        BackupId earlier = new BackupId("20261122T020000123Z-incremental");
        BackupId later = new BackupId("20261122T020000124Z-full");

        assertThat(Stream.of(later, earlier).sorted(Comparator.naturalOrder())).containsExactly(earlier, later);
    }
}
