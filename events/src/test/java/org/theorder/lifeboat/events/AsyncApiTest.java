package org.theorder.lifeboat.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** asyncapi.yaml says what the code says. */
class AsyncApiTest {
    private static final Path FILE = Path.of("asyncapi.yaml");
    private static final JsonNode ASYNC_API = read();

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(FILE.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be read", e);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode resolve(JsonNode reference) {
        String pointer = reference.path("$ref").asText();
        assertThat(pointer).startsWith("#/");
        JsonNode target = ASYNC_API.at(pointer.substring(1));
        assertThat(target.isMissingNode()).as(pointer).isFalse();
        return target;
    }

    /** The topics that a service sends or receives. */
    private static Set<String> topics(String service, String action) {
        Set<String> topics = new TreeSet<>();
        for (JsonNode operation : ASYNC_API.path("operations")) {
            if (operation.at("/tags/0/name").asText().equals(service)
                    && operation.path("action").asText().equals(action)) {
                topics.add(resolve(operation.path("channel")).path("address").asText());
            }
        }
        return topics;
    }

    @Test
    void channelsAreTheTopics() {
        Set<String> expected = new TreeSet<>(Set.of(Topics.DEAD_LETTER));
        Topics.ALL.forEach(topic -> expected.add(topic.name()));

        assertThat(names(ASYNC_API.path("channels"))).isEqualTo(expected);
        ASYNC_API
                .path("channels")
                .properties()
                .forEach(channel ->
                        assertThat(channel.getValue().path("address").asText()).isEqualTo(channel.getKey()));
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void messageIsTheEvent(Topic<?> topic) {
        JsonNode messages = ASYNC_API.path("channels").path(topic.name()).path("messages");
        assertThat(messages).hasSize(1);
        JsonNode message = resolve(messages.iterator().next());

        assertThat(message.path("name").asText()).isEqualTo(topic.type());
        assertThat(message.path("title").asText()).isEqualTo(topic.name());
        assertThat(message.at("/headers/properties/ce_type/const").asText()).isEqualTo(topic.type());
        assertThat(message.path("traits")).hasSize(1);
        Path schema = Path.of(message.at("/payload/schema/$ref").asText());
        assertThat(schema).hasFileName(topic.name() + ".v1.json").isRegularFile();
    }

    @ParameterizedTest
    @MethodSource("org.theorder.lifeboat.events.Resources#topics")
    void everyTopicHasASender(Topic<?> topic) {
        assertThat(Stream.of("anyone", "backup-service", "restore-service", "monitor-service", "notifier-service")
                        .filter(service -> topics(service, "send").contains(topic.name())))
                .isNotEmpty();
    }

    @Test
    void deadLetterHasItsOwnType() {
        JsonNode message = resolve(ASYNC_API
                .path("channels")
                .path(Topics.DEAD_LETTER)
                .path("messages")
                .path("deadLetter"));

        assertThat(message.path("name").asText()).isEqualTo("org.theorder.lifeboat.dead-letter.v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup-service", "restore-service", "monitor-service", "notifier-service"})
    void serviceReceivesWhatItHasHandlersFor(String service) throws IOException {
        assertThat(topics(service, "send")).contains(Topics.HEARTBEAT.name(), Topics.DEAD_LETTER);

        assertThat(topics(service, "receive"))
                .as("asyncapi.yaml against the EventHandlers of " + service)
                .isEqualTo(handled(service));
    }

    /** The topics whose events a service has handlers for, read from its source. */
    private static Set<String> handled(String service) throws IOException {
        Pattern handler = Pattern.compile("implements EventHandler<(\\w+)>");
        Set<String> topics = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("..", service, "src", "main", "java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher matcher = handler.matcher(Files.readString(file));
                while (matcher.find()) {
                    topics.add(topicOf(matcher.group(1)));
                }
            }
        }
        return topics;
    }

    private static String topicOf(String event) {
        return Topics.ALL.stream()
                .filter(topic -> topic.event().getSimpleName().equals(event))
                .map(Topic::name)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        ASYNC_API.findParents("$ref").forEach(reference -> {
            String target = reference.path("$ref").asText();
            if (target.startsWith("#")) {
                resolve(reference);
            } else {
                assertThat(Path.of(target)).isRegularFile();
            }
        });
    }
}
