package org.theorder.lifeboat.monitor.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.LifeboatException;

/** The column {@code facts}. */
final class FactJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FactJson() {}

    static String write(List<Fact> facts) {
        try {
            return MAPPER.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "facts cannot be written as JSON", e);
        }
    }

    static List<Fact> read(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<List<Fact>>() {});
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the facts of a stored incident cannot be read", e);
        }
    }
}
