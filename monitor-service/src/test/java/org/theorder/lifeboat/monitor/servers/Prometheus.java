package org.theorder.lifeboat.monitor.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.test.RequiredServers;

/** A real Prometheus, from Debian's package. */
public final class Prometheus implements AutoCloseable {
    private final Process process;
    private final URI address;

    private Prometheus(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** A program of Debian's packages; the test that asks is skipped where it is not installed. */
    public static Path tool(String name) {
        return RequiredServers.orSkip(
                Stream.of(System.getenv("PATH").split(":"))
                        .map(folder -> Path.of(folder, name))
                        .filter(Files::isExecutable)
                        .findFirst(),
                name,
                "install Debian's packages prometheus and prometheus-alertmanager");
    }

    /**
     * Starts it and does not wait.
     *
     * @param folder for its data and its log
     * @param configuration YAML
     */
    public static Prometheus start(Path folder, String configuration) {
        int port = FreePorts.next();
        List<String> command = List.of(
                tool("prometheus").toString(),
                "--config.file=" + folder.resolve("prometheus.yaml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port);
        try {
            Files.writeString(folder.resolve("prometheus.yaml"), configuration);
            return new Prometheus(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("prometheus.log").toFile())
                            .start(),
                    URI.create("http://127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The result of a query, empty while it has none; fails if Prometheus does not understand it. */
    public JsonNode query(String expression) throws IOException, InterruptedException {
        URI url = address.resolve("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(expression).isEqualTo(200);
            return new ObjectMapper().readTree(answer.body()).path("data").path("result");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
