package org.theorder.lifeboat.notifier.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.StatusRenderer;
import org.theorder.lifeboat.notifier.status.Status;

/**
 * Signed timelines: one line of JSON per entry, {@code {"entry": "…", "signature": "…"}}; the entry is a text, so that
 * what is signed is these bytes and nothing has to be put into an order first.
 */
@Startup
@ApplicationScoped
public class TimelineRenderer implements StatusRenderer {
    /** Where the public key is. */
    public static final String KEY = "/api/v2/timeline-key.pem";

    private static final String JSON_LINES = "application/jsonl;charset=UTF-8";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final @Nullable TimelineKey key;

    // a signature costs more than all the rest, and the same entries have the same
    private final Map<String, Signed> known = new ConcurrentHashMap<>();

    public TimelineRenderer(TimelineSettings settings) {
        this.key = settings.keyFile().map(TimelineKey::read).orElse(null);
    }

    /** Where the timeline of an incident is. */
    public static String path(String incident) {
        return "/api/v2/incidents/" + incident + "/timeline.jsonl";
    }

    private record Signed(List<String> entries, Document document) {}

    @Override
    public Map<String, Document> documents(Status status) {
        if (key == null) {
            return Map.of();
        }
        Map<String, Document> documents = new HashMap<>();
        documents.put(KEY, Document.of("application/x-pem-file", key.pem()));
        for (RecordedIncident incident : status.incidents()) {
            documents.put(path(incident.id()), signed(incident, key).document());
        }
        known.keySet()
                .retainAll(status.incidents().stream().map(RecordedIncident::id).toList());
        return documents;
    }

    private Signed signed(RecordedIncident incident, TimelineKey signer) {
        Signed before = known.get(incident.id());
        if (before != null && before.entries().equals(incident.timeline())) {
            return before;
        }
        StringBuilder lines = new StringBuilder();
        incident.timeline().forEach(entry -> lines.append(line(entry, signer)).append('\n'));
        Signed signed = new Signed(incident.timeline(), Document.of(JSON_LINES, lines.toString()));
        known.put(incident.id(), signed);
        return signed;
    }

    private static String line(String entry, TimelineKey signer) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("entry", entry);
        line.put("signature", Base64.getEncoder().encodeToString(signer.sign(entry)));
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "a timeline cannot be written as JSON", e);
        }
    }
}
