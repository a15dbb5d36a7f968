package org.theorder.lifeboat.backup.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;

/** Declared settings as the table {@code cluster} keeps them: only what was said, so that defaults may change. */
public final class SettingsJson {
    // a newer release may have written settings that this one does not know
    private static final ObjectMapper MAPPER = EventJson.strict(new JsonMapper())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

    private SettingsJson() {}

    public static String write(SettingsDraft draft) {
        try {
            return MAPPER.writeValueAsString(draft);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "settings cannot be written as JSON", e);
        }
    }

    /** @throws LifeboatException CORRUPT if the text is not what {@link #write} wrote */
    public static SettingsDraft read(String json) {
        try {
            return MAPPER.readValue(json, SettingsDraft.class);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, "the stored settings of a cluster cannot be read; declare it anew", e);
        }
    }
}
