package org.theorder.lifeboat.monitor;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Configuration mappings as the service would read them. */
public final class Mappings {
    private Mappings() {}

    public static <T> T of(Class<T> mapping, Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .withDefaultValues(properties)
                .build()
                .getConfigMapping(mapping);
    }
}
