package org.theorder.lifeboat.notifier.atlassian;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A real HTTP server that keeps incidents as Atlassian's management API does: what is created twice is there twice. It
 * misbehaves on request, once per request and in order.
 */
public final class StatuspageServer implements AutoCloseable {
    public static final String PAGE = "kctbh9vrtdwd";
    public static final String KEY = "89a229ce1a8dbcf9ff30430fbe35eb4c";

    /** What becomes of one request. */
    public sealed interface Fault {
        /** Refused, and nothing done. */
        record Answer(int status) implements Fault {}

        /** Done, but the answer never arrives. */
        record LoseReply() implements Fault {}

        /** Done, and then silence. */
        record Hang() implements Fault {}

        /** Nothing unusual. */
        record None() implements Fault {}
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final Map<String, ObjectNode> incidents = new LinkedHashMap<>();
    private final Map<String, String> components = new LinkedHashMap<>();
    private final List<Long> requestTimes = new CopyOnWriteArrayList<>();

    public StatuspageServer(int port, Fault... faults) {
        this.faults.addAll(List.of(faults));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/pages/" + PAGE + "/", this::serve);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** All incidents, oldest first. */
    public synchronized List<ObjectNode> incidents() {
        return incidents.values().stream().map(ObjectNode::deepCopy).toList();
    }

    /** How it was last said to be; null if nothing was said of it. */
    synchronized String component(String id) {
        return components.get(id);
    }

    /** As a person does it there, who leaves the components as they are. */
    synchronized void resolveByHand() {
        incidents.values().forEach(incident -> incident.put("status", "resolved"));
    }

    /** When each request came, in nanoseconds. */
    List<Long> requestTimes() {
        return requestTimes;
    }

    private synchronized Fault next() {
        return faults.isEmpty() ? new Fault.None() : faults.poll();
    }

    private void serve(HttpExchange exchange) throws IOException {
        requestTimes.add(System.nanoTime());
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!("OAuth " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, JSON.createObjectNode().put("error", "Could not authenticate"));
            return;
        }
        switch (next()) {
            case Fault.Answer refused -> {
                exchange.getResponseHeaders().set("Retry-After", "7");
                answer(exchange, refused.status(), JSON.createObjectNode().put("error", "not now"));
            }
            case Fault.LoseReply lost -> {
                work(exchange, body);
                exchange.close();
            }
            case Fault.Hang hang -> work(exchange, body);
            case Fault.None none -> {
                JsonNode result = work(exchange, body);
                answer(exchange, exchange.getRequestMethod().equals("POST") ? 201 : 200, result);
            }
        }
    }

    private synchronized JsonNode work(HttpExchange exchange, byte[] body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        return switch (exchange.getRequestMethod()) {
            case "GET" ->
                path.endsWith("/unresolved")
                        ? unresolved(exchange.getRequestURI().getQuery())
                        : newestFirst();
            case "POST" -> {
                ObjectNode incident = JSON.createObjectNode();
                incident.put("id", "theirs" + (incidents.size() + 1)).putArray("incident_updates");
                incidents.put(incident.path("id").asText(), incident);
                yield write(incident, body);
            }
            default -> {
                String id = path.substring(path.lastIndexOf('/') + 1);
                yield path.contains("/components/") ? component(id, body) : write(incidents.get(id), body);
            }
        };
    }

    private JsonNode component(String id, byte[] body) throws IOException {
        components.put(id, JSON.readTree(body).at("/component/status").asText());
        return JSON.createObjectNode().put("id", id);
    }

    private ArrayNode newestFirst() {
        return JSON.createArrayNode().addAll(List.copyOf(incidents.values()).reversed());
    }

    private ArrayNode unresolved(String query) {
        int page = Integer.parseInt(query.replaceAll(".*page=", ""));
        ArrayNode found = JSON.createArrayNode();
        incidents.values().stream()
                .filter(incident -> !incident.path("status").asText().equals("resolved"))
                .skip(100L * (page - 1))
                .limit(100)
                .forEach(found::add);
        return found;
    }

    private ObjectNode write(ObjectNode incident, byte[] body) throws IOException {
        JsonNode said = JSON.readTree(body).path("incident");
        for (String field : List.of("name", "status", "impact_override", "components", "metadata")) {
            incident.set(field, said.path(field));
        }
        said.path("components")
                .properties()
                .forEach(status ->
                        components.put(status.getKey(), status.getValue().asText()));
        ObjectNode update = JSON.createObjectNode();
        update.set("status", said.path("status"));
        update.set("body", said.path("body"));
        ((ArrayNode) incident.path("incident_updates")).insert(0, update);
        return incident;
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
