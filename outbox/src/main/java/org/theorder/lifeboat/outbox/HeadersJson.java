package org.theorder.lifeboat.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Headers in a jsonb column: an object of name to text. */
final class HeadersJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private HeadersJson() {}

    static String write(Map<String, String> headers) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        headers.forEach(object::put);
        return object.toString();
    }

    static Map<String, String> read(String json) {
        Map<String, String> headers = new TreeMap<>();
        try {
            for (Map.Entry<String, JsonNode> header : MAPPER.readTree(json).properties()) {
                headers.put(header.getKey(), header.getValue().asText());
            }
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.CORRUPT, "stored headers are not a JSON object", e);
        }
        return headers;
    }
}
