package org.theorder.lifeboat.notifier.atlassian;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.delivery.Canary;
import org.theorder.lifeboat.notifier.delivery.Channel;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.http.HttpSender;
import org.theorder.lifeboat.notifier.http.Reply;
import org.theorder.lifeboat.notifier.incident.IncidentStore;
import org.theorder.lifeboat.notifier.incident.Telling;

/**
 * Statuspage's management API. Its answers may get lost after the work is done, and it knows no idempotency keys, so every
 * attempt first looks for our incident among the unresolved ones, by the id that we left in its metadata. What is said after
 * the end goes to the incident that is over, if it is among the newest.
 */
@Startup
@ApplicationScoped
class AtlassianChannel implements Channel {
    static final String NAME = "atlassian";

    private static final int LONGEST_ANSWER = 8_000_000;
    private static final int PER_PAGE = 100;
    private static final String INCIDENTS = "/incidents";
    private static final String RESOLVED = IncidentStatus.RESOLVED.wireName();
    /** What is wrong with the request itself stays so; a wrong key (401, 403) is put right by somebody. */
    private static final Set<Integer> FINAL = Set.of(400, 404, 422);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpSender sender;
    private final @Nullable String page;
    private final @Nullable Path keyFile;
    private final Pace pace;
    /** How a component is must not be overtaken by how it was. */
    private final ReentrantLock saying = new ReentrantLock(true);

    private final Map<String, String> components;
    private final Function<List<String>, Impact> worst;

    @Inject
    AtlassianChannel(AtlassianSettings settings, HttpSender sender, IncidentStore store) {
        this(settings, sender, components -> store.worstOpen(components, NAME));
    }

    /** @param worst what users feel at some of our components now */
    AtlassianChannel(AtlassianSettings settings, HttpSender sender, Function<List<String>, Impact> worst) {
        if (settings.page().isPresent() != settings.keyFile().isPresent()) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "lifeboat.notifier.atlassian.page and lifeboat.notifier.atlassian.key-file need each other");
        }
        this.sender = sender;
        this.page = settings.page()
                .map(id -> settings.url().resolve("/v1/pages/" + id).toString())
                .orElse(null);
        this.keyFile = settings.keyFile().orElse(null);
        this.pace = new Pace(settings.every());
        this.components = Map.copyOf(settings.components());
        this.worst = worst;
    }

    /** That the other side said something else than what was hoped for. */
    private static final class Unwanted extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Reply reply;

        Unwanted(Reply reply) {
            this.reply = reply;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
        String base = page;
        if (base == null || keyFile == null) {
            return SendOutcome.later("lifeboat.notifier.atlassian.page is not set any more");
        }
        String key;
        try {
            key = Files.readString(keyFile).strip();
        } catch (IOException e) {
            return SendOutcome.later("the key cannot be read from " + keyFile);
        }
        try {
            JsonNode theirs = find(base + INCIDENTS, key, delivery);
            return delivery.message().cause().equals(Canary.CAUSE)
                    ? new SendOutcome.Accepted("it answers")
                    : push(base, key, delivery, theirs, stillOurs);
        } catch (Unwanted e) {
            return FINAL.contains(e.reply.status())
                    ? new SendOutcome.Refused(e.reply.shown())
                    : new SendOutcome.Later(e.reply.shown(), e.reply.retryAfter(), false);
        } catch (IOException e) {
            return HttpSender.failed(URI.create(base), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SendOutcome.unknown("the attempt was broken off");
        }
    }

    private SendOutcome push(
            String base, String key, Delivery delivery, @Nullable JsonNode theirs, BooleanSupplier stillOurs)
            throws IOException, InterruptedException, Unwanted {
        JsonNode request = JSON.readTree(delivery.message().text());
        if (theirs != null && says(theirs, request)) {
            return new SendOutcome.Accepted(
                    "it is there already: " + theirs.path("id").asText());
        }
        saying.lockInterruptibly();
        try {
            if (!stillOurs.getAsBoolean()) {
                return new SendOutcome.PassedOn();
            }
            if (theirs == null && request.at("/incident/status").asText().equals(RESOLVED)) {
                sayComponents(base, key, request);
                return new SendOutcome.Accepted("it is not open there any more");
            }
            return say(base + INCIDENTS, key, request, theirs);
        } finally {
            saying.unlock();
        }
    }

    private SendOutcome say(String base, String key, JsonNode request, @Nullable JsonNode theirs)
            throws IOException, InterruptedException, Unwanted {
        String json = withComponents(request);
        Reply reply = theirs == null
                ? ask(base, key, "POST", json)
                : ask(base + "/" + theirs.path("id").asText(), key, "PATCH", json);
        return new SendOutcome.Accepted(
                "HTTP " + reply.status() + " " + tree(reply).path("id").asText());
    }

    /** The incident has ended there before, or never was there: what it did to the components may still stand. */
    private void sayComponents(String base, String key, JsonNode request)
            throws IOException, InterruptedException, Unwanted {
        for (JsonNode theirs : request.at("/incident/component_ids")) {
            String json = JSON.writeValueAsString(Map.of("component", Map.of("status", status(theirs))));
            ask(base + "/components/" + theirs.asText(), key, "PATCH", json);
        }
    }

    /** With how the components are now: another incident of theirs may be open, or have ended since the words were put. */
    private String withComponents(JsonNode request) throws IOException {
        ObjectNode components = ((ObjectNode) request.path("incident")).putObject("components");
        for (JsonNode theirs : request.at("/incident/component_ids")) {
            components.put(theirs.asText(), status(theirs));
        }
        return JSON.writeValueAsString(request);
    }

    private String status(JsonNode component) {
        return status(worst.apply(ours(component.asText())));
    }

    /** Several of ours may be one there. */
    private List<String> ours(String theirs) {
        return components.entrySet().stream()
                .filter(component -> component.getValue().equals(theirs))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String status(Impact impact) {
        return switch (impact) {
            case NONE -> "operational";
            case MINOR -> "degraded_performance";
            case MAJOR -> "partial_outage";
            case CRITICAL -> "major_outage";
        };
    }

    /** Ours; null if it is not there, or over, and nothing but its beginning or its end is to be said. */
    private @Nullable JsonNode find(String base, String key, Delivery delivery)
            throws IOException, InterruptedException, Unwanted {
        String incident = delivery.message().incident();
        JsonNode open = unresolved(base, key, incident);
        boolean mayBeOver = delivery.message().kind() == Telling.Kind.UPDATED && delivery.sequence() > 1;
        return open == null && mayBeOver
                ? among(tree(ask(base + "?limit=" + PER_PAGE, key, "GET", null)), incident)
                : open;
    }

    private @Nullable JsonNode unresolved(String base, String key, String incident)
            throws IOException, InterruptedException, Unwanted {
        for (int number = 1; ; number++) {
            JsonNode found = tree(ask(base + "/unresolved?per_page=" + PER_PAGE + "&page=" + number, key, "GET", null));
            JsonNode ours = among(found, incident);
            if (ours != null || found.size() < PER_PAGE) {
                return ours;
            }
        }
    }

    private static @Nullable JsonNode among(JsonNode found, String incident) {
        for (JsonNode candidate : found) {
            if (candidate.at("/metadata/lifeboat/incident_id").asText().equals(incident)) {
                return candidate;
            }
        }
        return null;
    }

    /** Whether the newest that was said there is what we would say: then an earlier attempt got through. */
    private static boolean says(JsonNode theirs, JsonNode request) {
        JsonNode ours = request.path("incident");
        JsonNode newest = theirs.path("incident_updates").path(0);
        return newest.path("body").asText().equals(ours.path("body").asText())
                && newest.path("status").asText().equals(ours.path("status").asText())
                && theirs.path("name").asText().equals(ours.path("name").asText());
    }

    private Reply ask(String url, String key, String method, @Nullable String json)
            throws IOException, InterruptedException, Unwanted {
        pace.await();
        Reply reply =
                sender.ask(URI.create(url), method, json, Map.of("Authorization", "OAuth " + key), LONGEST_ANSWER);
        if (!reply.isSuccess()) {
            throw new Unwanted(reply);
        }
        return reply;
    }

    private static JsonNode tree(Reply reply) throws IOException {
        try {
            return JSON.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new IOException("what it answered is no JSON", e);
        }
    }
}
