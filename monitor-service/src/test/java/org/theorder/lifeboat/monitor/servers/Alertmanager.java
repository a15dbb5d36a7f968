package org.theorder.lifeboat.monitor.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Alertmanager, from Debian's package, which tells us of every alert that it gets. */
public final class Alertmanager implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final URI alerts;

    private Alertmanager(Process process, URI alerts) {
        this.process = process;
        this.alerts = alerts;
    }

    /**
     * Starts it and does not wait.
     *
     * @param folder for its data and its log
     * @param monitor where its webhook goes
     */
    public static Alertmanager start(Path folder, int port, URI monitor) {
        Path program = Prometheus.tool("prometheus-alertmanager");
        try {
            Path configuration = Files.writeString(folder.resolve("alertmanager.yaml"), """
                    route: {receiver: lifeboat, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
                    receivers:
                      - name: lifeboat
                        webhook_configs:
                          - url: %s
                            http_config: {authorization: {credentials: %s}}
                    """.formatted(
                            monitor.resolve("/alertmanager"), Shop.OPERATOR));
            Process process = new ProcessBuilder(
                            program.toString(),
                            "--config.file=" + configuration,
                            "--storage.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port,
                            "--cluster.listen-address=")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("alertmanager.log").toFile())
                    .start();
            return new Alertmanager(process, URI.create("http://127.0.0.1:" + port + "/api/v2/alerts"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON of the alerts that it has. */
    public String alerts() throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(alerts).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** @return the status that it answers with */
    public int post(String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(alerts)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        http.close();
    }
}
