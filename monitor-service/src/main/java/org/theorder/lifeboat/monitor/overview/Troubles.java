package org.theorder.lifeboat.monitor.overview;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with a form that was filled in. */
record Troubles(List<Trouble> all) {
    static final Troubles NONE = new Troubles(List.of());

    /** @param field the id of the input, so that one can go there */
    record Trouble(String field, String text) {}

    static Troubles of(String field, String text) {
        return new Troubles(List.of(new Trouble(field, text)));
    }

    /** What is wrong with a field; null if nothing is. */
    public @Nullable String at(String field) {
        return all.stream()
                .filter(trouble -> trouble.field().equals(field))
                .map(Trouble::text)
                .findFirst()
                .orElse(null);
    }
}
