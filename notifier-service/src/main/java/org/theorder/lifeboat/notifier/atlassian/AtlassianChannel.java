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
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Impact;
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
 * attempt first looks for our incident among the unresolved ones, by the id that we left in its metadata.
 */
@Startup
@ApplicationScoped
class AtlassianChannel implements Channel {
    static final String NAME = "atlassian";

    private static final int LONGEST_ANSWER = 8_000_000;
    private static final int PER_PAGE = 100;
    /** What is wrong with the request itself stays so; a wrong key (401, 403) is put right by somebody. */
    private static final Set<Integer> FINAL = Set.of(400, 404, 422);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpSender sender;
    private final @Nullable String incidents;
    private final @Nullable Path keyFile;
    private final Pace pace;
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
        this.incidents = settings.page()
                .map(page -> settings.url()
                        .resolve("/v1/pages/" + page + "/incidents")
                        .toString())
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
        String base = incidents;
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
            JsonNode theirs = find(base, key, delivery.message().incident());
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
        if (theirs == null && delivery.message().kind() == Telling.Kind.RESOLVED) {
            return new SendOutcome.Accepted("it is not open there any more");
        }
        if (theirs != null && says(theirs, JSON.readTree(delivery.message().text()))) {
            return new SendOutcome.Accepted(
                    "it is there already: " + theirs.path("id").asText());
        }
        if (!stillOurs.getAsBoolean()) {
            return new SendOutcome.PassedOn();
        }
        String request = withComponents(delivery.message().text());
        Reply reply = theirs == null
                ? ask(base, key, "POST", request)
                : ask(base + "/" + theirs.path("id").asText(), key, "PATCH", request);
        return new SendOutcome.Accepted(
                "HTTP " + reply.status() + " " + tree(reply).path("id").asText());
    }

    /** With how the components are now: another incident of theirs may be open, or have ended since the words were put. */
    private String withComponents(String request) throws IOException {
        JsonNode tree = JSON.readTree(request);
        ObjectNode status = ((ObjectNode) tree.path("incident")).putObject("components");
        for (JsonNode theirs : tree.at("/incident/component_ids")) {
            status.put(theirs.asText(), status(worst.apply(ours(theirs.asText()))));
        }
        return JSON.writeValueAsString(tree);
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

    /** Ours among the unresolved ones; null if it is not there. */
    private @Nullable JsonNode find(String base, String key, String incident)
            throws IOException, InterruptedException, Unwanted {
        for (int page = 1; ; page++) {
            JsonNode found = tree(ask(base + "/unresolved?per_page=" + PER_PAGE + "&page=" + page, key, "GET", null));
            for (JsonNode candidate : found) {
                if (candidate.at("/metadata/lifeboat/incident_id").asText().equals(incident)) {
                    return candidate;
                }
            }
            if (found.size() < PER_PAGE) {
                return null;
            }
        }
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
