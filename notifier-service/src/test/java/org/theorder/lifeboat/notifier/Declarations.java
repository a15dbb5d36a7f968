package org.theorder.lifeboat.notifier;

import java.util.Optional;
import org.theorder.lifeboat.notifier.component.ComponentSettings;
import org.theorder.lifeboat.notifier.component.GroupSettings;

/** Components and groups as the configuration would declare them. */
public final class Declarations {
    private Declarations() {}

    public static ComponentSettings.Declared component(
            String name, String description, String cluster, String group, int position) {
        return new ComponentSettings.Declared() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> description() {
                return Optional.ofNullable(description);
            }

            @Override
            public Optional<String> cluster() {
                return Optional.ofNullable(cluster);
            }

            @Override
            public Optional<String> group() {
                return Optional.ofNullable(group);
            }

            @Override
            public int position() {
                return position;
            }
        };
    }

    public static GroupSettings.Declared group(String name, int position) {
        return new GroupSettings.Declared() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> description() {
                return Optional.empty();
            }

            @Override
            public int position() {
                return position;
            }
        };
    }
}
