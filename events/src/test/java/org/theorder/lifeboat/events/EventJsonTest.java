package org.theorder.lifeboat.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {
    private static RestoreRequested read(String json) {
        return EventJson.read(Topics.RESTORE_REQUESTED, json.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode golden() {
        return (ObjectNode) Resources.golden(Topics.RESTORE_REQUESTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{}",
                "7",
                "\"text\"",
                "{",
                "{\"a\":",
                "{} {}",
                "\u0000",
                "<xml/>",
                "{'a':1}"
            })
    void whatIsNotTheEventIsRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(LifeboatException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.EVENT_INVALID);
            assertThat(refused.explanation())
                    .startsWith("not a org.theorder.lifeboat.restore-requested.v1: ")
                    .doesNotContain("com.fasterxml", "java.", "Exception");
        });
    }

    @Test
    void noIncidentHasTheStatusThatIsOnlySaid() {
        ObjectNode event = (ObjectNode) Resources.golden(Topics.INCIDENT_RESOLVED);
        ((ObjectNode) event.path("incident")).put("status", "postmortem");

        assertThatThrownBy(() -> EventJson.read(
                        Topics.INCIDENT_RESOLVED, event.toString().getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("a postmortem is said about an incident that is resolved");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> EventJson.read(Topics.HEARTBEAT, new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28}))
                .isInstanceOf(LifeboatException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "target.time | \"12 o'clock\"             | ISO 8601 time",
                "target.time | 1763812800                 | ISO 8601 time",
                "target.type | \"yesterday\"              | is not a type that is known here",
                "target.type | null                       | type is missing",
                "place.port  | \"5433\"                   | must be a number",
                "place.port  | 5433.5                     | must be a number",
                "place.port  | 4294967296                 | must be a number",
                "place.directory | null                   | is missing",
                "mode        | \"LIVE\"                   | must be one of live, drill",
                "mode        | 0                          | must be one of live, drill",
                "region      | \"../dr\"                  | is not a region name",
                "restoreId   | 7                          | must be text",
            })
    void faultNamesFieldAndRule(String field, String wrong, String rule) {
        ObjectNode json = golden();
        String[] path = field.split("\\.", -1);
        ObjectNode parent = path.length == 1 ? json : (ObjectNode) json.get(path[0]);
        parent.set(path[path.length - 1], Resources.tree(wrong));

        assertThatThrownBy(() -> EventJson.read(Topics.RESTORE_REQUESTED, Resources.bytes(json)))
                .hasMessageContaining("field " + (field.equals("target.type") ? "target" : field) + ": ")
                .hasMessageContaining(rule);
    }

    @Test
    void elementOfAListThatIsWrongIsNamedByItsIndex() {
        ObjectNode json = (ObjectNode) Resources.golden(Topics.PROTECTION_REPORTED);
        ((ObjectNode) json.at("/regions/1")).put("durableLsn", "7");
        assertThatThrownBy(() -> EventJson.read(Topics.PROTECTION_REPORTED, Resources.bytes(json)))
                .hasMessageContaining("field regions[1].durableLsn: '7' is not a WAL position");

        ((ObjectNode) json.at("/regions/1")).putNull("durableLsn").putNull("region");
        assertThatThrownBy(() -> EventJson.read(Topics.PROTECTION_REPORTED, Resources.bytes(json)))
                .hasMessageContaining("field regions[1].region: is missing");
    }

    @Test
    void fieldThatIsThereTwiceIsRefusedBecauseReadersWouldDisagreeWhichCounts() {
        String twice = new String(Resources.bytes(golden()), StandardCharsets.UTF_8)
                .replace("\"mode\":\"live\"", "\"mode\":\"drill\",\"mode\":\"live\"");

        assertThatThrownBy(() -> read(twice)).hasMessageContaining("a field is there twice");
    }

    @Test
    void hostileSizesAreRefusedQuickly() {
        String longest = "x".repeat(EventJson.LARGEST);
        for (String json : new String[] {
            "[".repeat(500_000),
            "{\"target\":".repeat(50_000),
            "{\"later\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}",
            "{\"restoreId\":\"" + longest + "\"}",
            "{\"place\":{\"port\":" + "9".repeat(100_000) + "}}",
            "{\"place\":{\"port\":1e999999999}}",
            " ".repeat(EventJson.LARGEST + 1)
        }) {
            assertThatThrownBy(() -> read(json))
                    .isInstanceOfSatisfying(
                            LifeboatException.class,
                            refused -> assertThat(refused.explanation()).hasSizeLessThan(500));
        }
    }

    @Test
    void largestEventIsRead() {
        ObjectNode json = golden();
        json.put("requestedBy", "");
        int room = EventJson.LARGEST - Resources.bytes(json).length;
        json.put("requestedBy", "x".repeat(room));

        assertThat(EventJson.read(Topics.RESTORE_REQUESTED, Resources.bytes(json))
                        .requestedBy())
                .hasSize(room);
    }

    @Test
    void timesKeepTheirNanosecondsAndAreInUtc() {
        ObjectNode json = (ObjectNode) Resources.golden(Topics.HEARTBEAT);
        json.put("at", "2026-11-22T13:00:00.123456789+01:00");

        Heartbeat heartbeat = EventJson.read(Topics.HEARTBEAT, Resources.bytes(json));

        assertThat(heartbeat.at()).hasToString("2026-11-22T12:00:00.123456789Z");
    }

    @Test
    void everyErrorCodeHasItsOwnName() {
        assertThat(ErrorCode.values()).extracting(ErrorCode::slug).doesNotHaveDuplicates();
        assertThat(EventJson.tree(ErrorCode.STORE_UNREACHABLE).asText()).isEqualTo("store-unreachable");
    }

    @Test
    void typeNamesTopicAndVersion() {
        assertThat(Topics.BACKUP_COMPLETED.type()).isEqualTo("org.theorder.lifeboat.backup-completed.v1");
        assertThat(Topics.named("heartbeat")).contains(Topics.HEARTBEAT);
        assertThat(Topics.named("dead-letter")).isEmpty();
    }
}
