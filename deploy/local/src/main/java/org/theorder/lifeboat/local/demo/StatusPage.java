package org.theorder.lifeboat.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The public status page, read as people read it and as machines do; it counts only where both say the same. */
record StatusPage(Rest rest, String address) {
    private static final String COMPONENT = "Shop database";
    private static final Pattern SAFE = Pattern.compile("Your data is safe up to (?:<[^>]*>)*([^<]+)<");

    // behind it waits another headline, which a page shows when it is out of date
    private static final Pattern HEADLINE = Pattern.compile("<h1[^>]*>\\s*(?:<[^>]*>)?([^<]+)<");

    /** How the shop stands on the page. */
    enum Colour {
        GREEN,
        RED
    }

    /**
     * What the page says at this moment.
     *
     * @param headline for example {@code All systems operational}
     * @param dataSafeThrough the moment up to which the data is safe, for people; empty if the page does not say it
     */
    record Reading(Colour colour, String headline, String dataSafeThrough, int openIncidents) {}

    /** The page, if it answers, has the shop on it, and its HTML says what its JSON says. */
    Optional<Reading> read() {
        JsonNode summary = rest.get(address + "api/v2/summary.json");
        String html = rest.page(address);
        String headline = found(HEADLINE, html);
        Optional<String> component = StreamSupport.stream(
                        summary.path("components").spliterator(), false)
                .filter(each -> each.path("name").asText().equals(COMPONENT))
                .map(each -> each.path("status").asText())
                .findFirst();
        if (component.isEmpty()
                || !headline.equalsIgnoreCase(
                        summary.path("status").path("description").asText())
                || !html.contains(COMPONENT)) {
            return Optional.empty();
        }
        boolean good = summary.path("status").path("indicator").asText().equals("none")
                && component.get().equals("operational");
        return Optional.of(new Reading(
                good ? Colour.GREEN : Colour.RED,
                headline,
                found(SAFE, html),
                summary.path("incidents").size()));
    }

    private static String found(Pattern pattern, String html) {
        Matcher matcher = pattern.matcher(html);
        return matcher.find() ? matcher.group(1).strip() : "";
    }

    Optional<Reading> readIf(Colour colour) {
        return read().filter(reading -> reading.colour() == colour);
    }
}
