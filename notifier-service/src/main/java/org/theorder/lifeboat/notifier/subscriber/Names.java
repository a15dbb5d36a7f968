package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;

/** What the components of a subscription are called. */
@ApplicationScoped
class Names {
    private final Catalog catalog;

    Names(Catalog catalog) {
        this.catalog = catalog;
    }

    List<Component> all() {
        return catalog.components();
    }

    boolean has(String component) {
        return catalog.component(component).isPresent();
    }

    /** Its id, if it is not declared. */
    String one(String component) {
        return catalog.component(component).map(Component::name).orElse(component);
    }

    /** {@code all components}, or their names with commas. */
    String of(List<String> components) {
        return components.isEmpty()
                ? "all components"
                : components.stream().map(this::one).collect(Collectors.joining(", "));
    }
}
