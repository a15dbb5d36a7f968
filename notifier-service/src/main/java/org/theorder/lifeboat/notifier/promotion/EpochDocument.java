package org.theorder.lifeboat.notifier.promotion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/**
 * {@code /epoch.json}: which region's page is the one to read, as far as the region knows that published it.
 *
 * @param servedFrom who says it
 * @param generatedAt as of when
 */
record EpochDocument(Promotion greatest, RegionName servedFrom, Instant generatedAt) {
    /** Where it is, behind the address of a page. */
    static final String PATH = "/epoch.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] write() {
        ObjectNode json = JSON.createObjectNode()
                .put("epoch", greatest.epoch())
                .put("region", greatest.region().value())
                .put("promoted_at", greatest.at() == null ? null : greatest.at().toString())
                .put("reason", greatest.reason())
                .put("served_from", servedFrom.value())
                .put("generated_at", generatedAt.toString());
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "epoch.json cannot be written", e);
        }
    }

    /** @throws LifeboatException EVENT_INVALID if it is not one */
    static EpochDocument read(byte[] content) {
        try {
            JsonNode json = JSON.readTree(content);
            long epoch = json.path("epoch").asLong();
            Instant at = time(json.path("promoted_at"));
            Instant generatedAt = time(json.path("generated_at"));
            if ((epoch > 1 && at == null) || generatedAt == null) {
                throw new LifeboatException(ErrorCode.EVENT_INVALID, "it is no epoch.json: epoch or times are missing");
            }
            return new EpochDocument(
                    new Promotion(
                            epoch,
                            new RegionName(json.path("region").asText()),
                            at,
                            ForeignText.line(json.path("reason").asText(), 200)),
                    new RegionName(json.path("served_from").asText()),
                    generatedAt);
        } catch (IOException | DateTimeException e) {
            throw new LifeboatException(ErrorCode.EVENT_INVALID, "it is no epoch.json", e);
        }
    }

    private static @Nullable Instant time(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.asText()) : null;
    }
}
