package org.theorder.lifeboat.edge.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls every endpoint of a running service and says which are not locked as they should be: without a token each
 * must answer 401, with the viewer's token each one that changes something must answer 403. The endpoints are those of
 * {@code /q/openapi}, so a new one is walked from its first day.
 *
 * <pre>{@code
 * new EndpointWalk(baseUri, viewerToken).open("/", "/api/v2/*").assertLocked();
 * }</pre>
 */
public final class EndpointWalk {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> ALWAYS_OPEN = Set.of("/livez", "/readyz", "/sign-in", "/sign-out");
    private static final List<String> NOT_IN_OPENAPI = List.of("/q/health", "/q/metrics", "/q/openapi");

    private final URI base;
    private final String viewerToken;
    private final List<String> open;

    /**
     * @param base where the service listens, for example {@code http://127.0.0.1:8081}
     * @param viewerToken a token that has the role viewer and not operator
     */
    public EndpointWalk(URI base, String viewerToken) {
        this(base, viewerToken, List.of());
    }

    private EndpointWalk(URI base, String viewerToken, List<String> open) {
        this.base = base;
        this.viewerToken = viewerToken;
        this.open = open;
    }

    /**
     * The same walk, where these paths must be readable by anybody, or, with a method in front as in {@code POST
     * /subscribe}, open for it; {@code *} at the end means everything below.
     */
    public EndpointWalk open(String... paths) {
        return new EndpointWalk(base, viewerToken, List.of(paths));
    }

    /**
     * @return how many requests were made
     * @throws AssertionError listing every endpoint that answered otherwise
     */
    public int assertLocked() {
        List<String> findings = new ArrayList<>();
        int requests = 0;
        // no attempt at an upgrade to HTTP/2 in plain text: its first answer is lost now and then
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            for (Endpoint endpoint : endpoints(client)) {
                requests++;
                int anonymous = status(client, endpoint, null);
                if (isOpen(endpoint)) {
                    if (anonymous == 401 || anonymous == 403) {
                        findings.add(endpoint + " should be open and answered " + anonymous + " without a token");
                    }
                    continue;
                }
                if (anonymous != 401) {
                    findings.add(endpoint + " answered " + anonymous + " instead of 401 without a token");
                }
                if (!READING.contains(endpoint.method())) {
                    requests++;
                    int viewer = status(client, endpoint, viewerToken);
                    if (viewer != 403) {
                        findings.add(endpoint + " answered " + viewer + " instead of 403 to a viewer");
                    }
                }
            }
        }
        if (!findings.isEmpty()) {
            throw new AssertionError("not locked as it should be:\n" + String.join("\n", findings));
        }
        return requests;
    }

    private record Endpoint(String method, String path) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private List<Endpoint> endpoints(HttpClient client) {
        JsonNode paths = openApi(client).path("paths");
        if (paths.isEmpty()) {
            throw new AssertionError("/q/openapi lists no endpoint, so nothing was checked");
        }
        List<Endpoint> endpoints = new ArrayList<>();
        NOT_IN_OPENAPI.forEach(path -> endpoints.add(new Endpoint("GET", path)));
        paths.properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(operation -> {
                    String method = operation.toUpperCase(Locale.ROOT);
                    if (METHODS.contains(method)) {
                        endpoints.add(new Endpoint(method, path.getKey()));
                    }
                }));
        return endpoints;
    }

    private JsonNode openApi(HttpClient client) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/q/openapi?format=json"))
                .header("Authorization", "Bearer " + viewerToken)
                .header("Accept", "application/json")
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(
                        "/q/openapi answered " + response.statusCode() + " to the viewer's token: " + response.body());
            }
            return new ObjectMapper().readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError("/q/openapi cannot be read at " + base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private boolean isOpen(Endpoint endpoint) {
        if (ALWAYS_OPEN.contains(endpoint.path())) {
            return true;
        }
        String asked = (READING.contains(endpoint.method()) ? "" : endpoint.method() + " ") + endpoint.path();
        return open.stream()
                .anyMatch(path -> path.endsWith("*")
                        ? asked.startsWith(path.substring(0, path.length() - 1))
                        : asked.equals(path));
    }

    private int status(HttpClient client, Endpoint endpoint, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        base.resolve(endpoint.path().replaceAll("\\{[^}]*}", "some")))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .method(
                        endpoint.method(),
                        READING.contains(endpoint.method())
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{}"));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            // the headers are enough, and an event stream has no end
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            response.body().close();
            return response.statusCode();
        } catch (IOException e) {
            throw new AssertionError(endpoint + " gave no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
