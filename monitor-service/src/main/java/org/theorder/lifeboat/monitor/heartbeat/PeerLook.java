package org.theorder.lifeboat.monitor.heartbeat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.probe.HttpClients;
import org.theorder.lifeboat.monitor.probe.Trust;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * Asks another monitor when it last looked.
 *
 * @param tokenFile null if it needs none
 */
record PeerLook(String name, URI url, @Nullable Path tokenFile, Trust trust, Duration timeout) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What it said. */
    sealed interface Answer {
        /** @param evaluatedAt by its clock, of which {@code at} is now; null if it never has */
        record Told(@Nullable Instant evaluatedAt, Instant at) implements Answer {}

        record Silent(String why) implements Answer {}

        /** Somebody answered, and nobody that we trust says that it is the monitor. */
        record Distrusted(String why) implements Answer {}
    }

    Answer ask(HttpClients http) throws InterruptedException {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(url.resolve("evaluation")).timeout(timeout);
            if (tokenFile != null) {
                request.header(
                        "Authorization", "Bearer " + Files.readString(tokenFile).strip());
            }
            HttpResponse<byte[]> answer = http.of(trust).send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                return new Answer.Silent("answered " + answer.statusCode());
            }
            JsonNode said = MAPPER.readTree(answer.body());
            JsonNode evaluatedAt = said.path("evaluatedAt");
            return new Answer.Told(
                    evaluatedAt.isTextual() ? Instant.parse(evaluatedAt.asText()) : null,
                    Instant.parse(said.path("at").asText()));
        } catch (IOException | RuntimeException e) {
            return trust.refusal(url.getAuthority(), e)
                    .<Answer>map(Answer.Distrusted::new)
                    .orElseGet(() -> new Answer.Silent(Wording.line(String.valueOf(e.getMessage()))));
        }
    }
}
