package org.theorder.lifeboat.notifier.page;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be asked for, rendered at one moment.
 *
 * @param fresh by path
 * @param stale the same paths, for when no newer edition came in time; rendered now, because later nobody may be able to
 * @param lasting pages that do not get old, by path, so that the next edition need not render them again
 */
record Edition(
        Instant builtAt, Map<String, Document> fresh, Map<String, Document> stale, Map<String, Lasting> lasting) {
    /** A page that changes only if its incident or maintenance does. */
    record Lasting(Record subject, Document document) {}

    /** @param notFound what a web server answers where there is nothing */
    WholeEdition whole(Document notFound, boolean late) {
        Map<String, Document> documents = new HashMap<>(late ? stale : fresh);
        lasting.forEach((path, page) -> documents.put(path, page.document()));
        documents.put("/404.html", notFound);
        return new WholeEdition(builtAt, late, Map.copyOf(documents));
    }

    @Nullable
    Document document(String path, boolean late) {
        Document document = late ? stale.get(path) : fresh.get(path);
        if (document != null) {
            return document;
        }
        Lasting lasts = lasting.get(path);
        return lasts == null ? null : lasts.document();
    }
}
