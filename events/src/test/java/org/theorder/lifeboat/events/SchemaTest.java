package org.theorder.lifeboat.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON Schemas say what the records say, and the golden files obey them. */
class SchemaTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static List<Error> validate(Topic<?> topic, JsonNode json) {
        Schema schema = REGISTRY.getSchema(Resources.schemaText(topic), InputFormat.JSON);
        return schema.validate(
                new String(Resources.bytes(json), StandardCharsets.UTF_8),
                InputFormat.JSON,
                execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void sayWhatTheRecordsSay(Topic<?> topic) {
        assertThat(SchemaDifferences.between(topic)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void areNamedAfterTopicAndVersion(Topic<?> topic) {
        JsonNode schema = Resources.schema(topic);

        assertThat(schema.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.path("$id").asText()).isEqualTo("urn:lifeboat:schema:" + topic.name() + ":v1");
        assertThat(schema.path("title").asText()).isEqualTo(topic.name());
        assertThat(schema.path("description").asText()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void acceptTheGoldenEvent(Topic<?> topic) {
        assertThat(validate(topic, Resources.golden(topic))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void acceptAnEventWithoutWhatMayBeNull(Topic<?> topic) {
        ObjectNode golden = (ObjectNode) Resources.golden(topic);
        for (RecordComponent component : topic.event().getRecordComponents()) {
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                golden.remove(component.getName());
            }
        }

        assertThat(validate(topic, golden)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void refuseAnEventWithoutWhatIsRequired(Topic<?> topic) {
        for (RecordComponent component : topic.event().getRecordComponents()) {
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                ObjectNode golden = (ObjectNode) Resources.golden(topic);
                golden.remove(component.getName());

                assertThat(validate(topic, golden)).as(component.getName()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void acceptFieldsThatALaterReleaseAdds(Topic<?> topic) {
        ObjectNode golden = (ObjectNode) Resources.golden(topic);

        assertThat(validate(topic, golden.put("addedLater", 1))).isEmpty();
    }

    @Test
    void everyRecoveryTargetIsAccepted() {
        for (RecoveryTarget target : List.of(
                new RecoveryTarget.Latest(),
                new RecoveryTarget.AtTime(Examples.of(Topics.HEARTBEAT).at()),
                new RecoveryTarget.AtTime(Examples.of(Topics.HEARTBEAT).at(), false),
                new RecoveryTarget.AtLsn(Lsn.ZERO),
                new RecoveryTarget.AtTransaction(771, true),
                new RecoveryTarget.AtName("before the migration"),
                new RecoveryTarget.Immediate())) {
            RestoreRequested example = Examples.of(Topics.RESTORE_REQUESTED);
            RestoreRequested event = new RestoreRequested(
                    example.restoreId(), example.cluster(), target, null, example.place(), example.mode(), null, "ada");
            byte[] json = EventJson.write(event);

            assertThat(EventJson.read(Topics.RESTORE_REQUESTED, json)).isEqualTo(event);
            assertThat(validate(Topics.RESTORE_REQUESTED, Resources.tree(new String(json, StandardCharsets.UTF_8))))
                    .as(target.toString())
                    .isEmpty();
        }
    }

    @Test
    void everyTimelineAndPlaceIsAccepted() {
        RestoreRequested example = Examples.of(Topics.RESTORE_REQUESTED);
        for (String timeline : List.of("latest", "current", "1", "4294967295")) {
            RestoreRequested event = new RestoreRequested(
                    example.restoreId(),
                    example.cluster(),
                    example.target(),
                    TargetTimeline.parse(timeline),
                    null,
                    new RestoreRequested.Place(
                            "/srv/shop",
                            null,
                            List.of(new RestoreRequested.TablespacePlace("16385", "/srv/fast")),
                            example.cluster(),
                            new RestoreRequested.KubernetesVolume(
                                    "shop",
                                    "data",
                                    new RestoreRequested.NewClaim("20Gi", "fast"),
                                    new RestoreRequested.PodResources("2", "2Gi"),
                                    "store",
                                    "identities")),
                    example.mode(),
                    null,
                    "ada");
            byte[] json = EventJson.write(event);

            assertThat(EventJson.read(Topics.RESTORE_REQUESTED, json)).isEqualTo(event);
            assertThat(validate(Topics.RESTORE_REQUESTED, Resources.tree(new String(json, StandardCharsets.UTF_8))))
                    .as(timeline)
                    .isEmpty();
        }
    }

    @Test
    void everySchemaBelongsToATopic() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/schemas"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Topics.ALL.stream()
                            .map(topic -> topic.name() + ".v1.json")
                            .toList());
        }
    }
}
