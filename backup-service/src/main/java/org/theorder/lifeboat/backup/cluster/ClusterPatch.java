package org.theorder.lifeboat.backup.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.JsonFault;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RequiredFields;

/** Changes a declaration as RFC 7396 (JSON Merge Patch) says. */
final class ClusterPatch {
    static final String MEDIA_TYPE = "application/merge-patch+json";

    private static final ObjectMapper MAPPER = EventJson.strict(new JsonMapper());

    private ClusterPatch() {}

    /** @throws LifeboatException REQUEST_INVALID naming the field */
    static ClusterDraft apply(ClusterDraft declared, @Nullable JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "the body is not an object with the fields that are to change");
        }
        ObjectNode document = MAPPER.valueToTree(ClusterRequest.of(declared));
        // a new password, however given, takes the old one's place
        if (changes.hasNonNull("passwordFile")) {
            document.remove("password");
        } else if (changes.hasNonNull("password")) {
            document.remove("passwordFile");
        }
        merge(document, changes);
        return read(document).draft();
    }

    private static ClusterRequest read(ObjectNode document) {
        try {
            ClusterRequest changed = MAPPER.treeToValue(document, ClusterRequest.class);
            RequiredFields.firstMissing(changed).ifPresent(fault -> {
                throw invalid(fault);
            });
            return changed;
        } catch (JsonProcessingException e) {
            throw invalid(JsonFault.of(e));
        }
    }

    private static void merge(ObjectNode target, ObjectNode changes) {
        changes.properties().forEach(change -> {
            String name = change.getKey();
            JsonNode value = change.getValue();
            if (value.isNull()) {
                target.remove(name);
            } else if (value instanceof ObjectNode inner) {
                merge(target.get(name) instanceof ObjectNode present ? present : target.putObject(name), inner);
            } else {
                target.set(name, value);
            }
        });
    }

    private static LifeboatException invalid(JsonFault fault) {
        return new LifeboatException(ErrorCode.REQUEST_INVALID, fault.explanation());
    }
}
