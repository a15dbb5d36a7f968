package org.theorder.lifeboat.notifier.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.page.StatusRenderer;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.wording.Templates;

/** RSS 2.0, Atom (RFC 4287), JSON Feed 1.1 and iCalendar (RFC 5545). */
@ApplicationScoped
public class FeedRenderer implements StatusRenderer {
    public static final String RSS = "/history.rss";
    public static final String ATOM = "/history.atom";
    public static final String JSON_FEED = "/feed.json";
    public static final String CALENDAR = "/maintenance.ics";

    private static final int ENTRIES = 50;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Templates templates;
    private final PageIdentity page;
    private final Catalog catalog;

    public FeedRenderer(Templates templates, StatusComputation computation, PageIdentity page) {
        this.templates = templates;
        this.page = page;
        this.catalog = computation.catalog();
    }

    @Override
    public Map<String, Document> documents(Status status) {
        List<FeedEntry> entries = Stream.concat(
                        status.incidents().stream().map(incident -> FeedEntry.of(incident, page)),
                        status.maintenances().stream().map(maintenance -> FeedEntry.of(maintenance, page)))
                .sorted(Comparator.comparing(FeedEntry::published).reversed())
                .limit(ENTRIES)
                .toList();
        List<Item> items = entries.stream().map(this::item).toList();
        Map<String, Object> data = Map.of("page", page, "items", items, "updated", FeedEntry.iso(status.changedAt()));
        return Map.of(
                RSS,
                Document.of("application/rss+xml;charset=UTF-8", templates.render("feed/history.rss", data)),
                ATOM,
                Document.of("application/atom+xml;charset=UTF-8", templates.render("feed/history.atom", data)),
                JSON_FEED,
                Document.of("application/feed+json;charset=UTF-8", json(items)),
                CALENDAR,
                Document.of("text/calendar;charset=UTF-8", Calendar.of(status.maintenances(), catalog, page)));
    }

    /**
     * An entry with its story.
     *
     * @param html escaped already
     */
    public record Item(FeedEntry entry, String html) {}

    private Item item(FeedEntry entry) {
        return new Item(entry, templates.render("feed/entry.html", Map.of("entry", entry)));
    }

    /** https://jsonfeed.org/version/1.1 */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record JsonFeed(
            String version,
            String title,
            @JsonProperty("home_page_url") String homePageUrl,
            @JsonProperty("feed_url") String feedUrl,
            List<JsonItem> items) {}

    private record JsonItem(
            String id,
            String url,
            String title,
            @JsonProperty("content_html") String contentHtml,
            @JsonProperty("date_published") String datePublished,
            @JsonProperty("date_modified") String dateModified) {}

    private byte[] json(List<Item> items) {
        List<JsonItem> all = items.stream()
                .map(item -> new JsonItem(
                        item.entry().url(),
                        item.entry().url(),
                        item.entry().title(),
                        item.html(),
                        item.entry().publishedIso(),
                        item.entry().updatedIso()))
                .toList();
        try {
            return JSON.writeValueAsBytes(new JsonFeed(
                    "https://jsonfeed.org/version/1.1", page.name(), page.url() + "/", page.url() + JSON_FEED, all));
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the feed cannot be written as JSON", e);
        }
    }
}
