package org.theorder.lifeboat.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is on the wire today must be readable for ever: the golden files change by addition only. */
class GoldenTest {
    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void writesExactlyTheGoldenBytes(Topic<?> topic) {
        String written = new String(EventJson.write(Examples.of(topic)), StandardCharsets.UTF_8);

        assertThat(written).isEqualTo(new String(Resources.bytes(Resources.golden(topic)), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void readsTheGoldenBytes(Topic<?> topic) {
        assertThat((Object) EventJson.read(topic, Resources.bytes(Resources.golden(topic))))
                .isEqualTo(Examples.of(topic));
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void ignoresFieldsThatALaterReleaseAdded(Topic<?> topic) {
        JsonNode golden = Resources.golden(topic);
        for (JsonNode object : objects(golden)) {
            ((ObjectNode) object).putObject("addedLater").put("deep", 1);
        }

        assertThat((Object) EventJson.read(topic, Resources.bytes(golden))).isEqualTo(Examples.of(topic));
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void fieldThatIsAbsentIsNullOrRefusedByName(Topic<?> topic) {
        for (RecordComponent component : topic.event().getRecordComponents()) {
            ObjectNode without = ((ObjectNode) Resources.golden(topic)).without(component.getName());
            ObjectNode withNull = ((ObjectNode) Resources.golden(topic)).putNull(component.getName());

            for (ObjectNode json : List.of(without, withNull)) {
                if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    assertThat((Object) EventJson.read(topic, Resources.bytes(json)))
                            .isNotNull();
                } else {
                    assertThatThrownBy(() -> EventJson.read(topic, Resources.bytes(json)))
                            .isInstanceOf(LifeboatException.class)
                            .hasMessageContaining(topic.type())
                            .hasMessageContaining("field " + component.getName() + ": is missing");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void fieldOfTheWrongTypeIsRefusedByName(Topic<?> topic) {
        for (RecordComponent component : topic.event().getRecordComponents()) {
            for (String wrong : wrongFor(component.getType())) {
                ObjectNode json = (ObjectNode) Resources.golden(topic);
                json.set(component.getName(), Resources.tree(wrong));

                assertThatThrownBy(() -> EventJson.read(topic, Resources.bytes(json)))
                        .as(component.getName() + ": " + wrong)
                        .isInstanceOf(LifeboatException.class)
                        .hasMessageContaining("field " + component.getName());
            }
        }
    }

    private static List<String> wrongFor(Class<?> type) {
        List<String> wrong = new ArrayList<>(List.of("{}", "[]", "1", "1.5", "true", "\"\\u0000 no\"", "\"7\""));
        if (type == boolean.class) {
            wrong.remove("true");
        } else if (type.isPrimitive() || type == Long.class || type == Integer.class) {
            wrong.remove("1");
        } else if (type == List.class) {
            wrong.remove("[]");
        } else if (type == String.class) {
            wrong.removeIf(json -> json.startsWith("\""));
        } else if (List.of(RestoreId.class, IncidentId.class, TargetTimeline.class)
                .contains(type)) {
            wrong.remove("\"7\"");
        }
        return wrong;
    }

    private static List<JsonNode> objects(JsonNode node) {
        List<JsonNode> objects = new ArrayList<>();
        if (node.isObject()) {
            objects.add(node);
        }
        node.forEach(child -> objects.addAll(objects(child)));
        return objects;
    }
}
