package org.theorder.lifeboat.edge;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import org.theorder.lifeboat.events.EventJson;

/** REST speaks JSON as the events do, and refuses fields it does not know: a typing error must not be ignored. */
@Singleton
final class EdgeJson implements ObjectMapperCustomizer {
    @Override
    public int priority() {
        return MINIMUM_PRIORITY; // the last word, after Quarkus' own defaults
    }

    @Override
    public void customize(ObjectMapper mapper) {
        EventJson.strict(mapper);
    }
}
