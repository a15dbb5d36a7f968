package org.theorder.lifeboat.notifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.theorder.lifeboat.servers.FreePorts;

/** The packaged service as a process of its own, that can be killed. */
final class NotifierProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private NotifierProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static NotifierProcess start(String name, Map<String, String> settings) {
        return start(name, FreePorts.next(), settings);
    }

    static NotifierProcess start(String name, int port, Map<String, String> settings) {
        return start(name, port, settings, List.of());
    }

    /** @param wrapper a command that becomes the one behind it, as {@code exec} does */
    static NotifierProcess start(String name, int port, Map<String, String> settings, List<String> wrapper) {
        return start(name, port, settings, wrapper, List.of());
    }

    static NotifierProcess start(String name, int port, Map<String, String> settings, MovableClock clock) {
        return start(name, port, settings, List.of(), List.of(clock.option()));
    }

    private static NotifierProcess start(
            String name, int port, Map<String, String> settings, List<String> wrapper, List<String> options) {
        Path log = Path.of("target/" + name + ".log");
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-Dquarkus.http.port=" + port, "-jar", JAR.toString()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new NotifierProcess(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NotifierProcess awaitReady() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !process.isAlive() || status("/readyz") == 200);
        if (!process.isAlive()) {
            throw new IllegalStateException("the notifier ended at its start; see target/*.log");
        }
        return this;
    }

    /**
     * Settings of a service that reads Kafka from now on, in a group of its own, and publishes in a folder of its own: the
     * tests of this JVM share one broker, and another notifier of them may be running.
     */
    static Map<String, String> settings(Map<String, String> servers) {
        Map<String, String> settings = new HashMap<>(servers);
        settings.putAll(NotifierServers.settings());
        settings.put("kafka.group.id", "notifier-" + UUID.randomUUID());
        settings.put(
                "lifeboat.notifier.publish.url",
                NotifierServers.PUBLISHED
                        .resolveSibling("published-" + UUID.randomUUID())
                        .toUri()
                        .toString());
        settings.put("kafka.auto.offset.reset", "latest");
        return settings;
    }

    /** Waits until it reads what is sent from now on. */
    NotifierProcess awaitHearing(TestEvents events) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    events.allIsWell(Scenes.SHOP);
                    return get("/status.txt").contains("data safe up to");
                });
        return this;
    }

    /** The answer's body; empty if nobody answers. */
    String get(String path) {
        try {
            return client.send(request(path), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As an operator; tells the status of the answer. */
    int post(String path, String json) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + NotifierServers.OPERATOR)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private int send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As a reader's browser sends a form. */
    int postForm(String path, String form) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** A path as this process sees it, which may have mounted something there for itself alone. */
    Path inside(Path path) {
        return Path.of("/proc/" + process.pid() + "/root" + path);
    }

    /** kill -9. */
    void killHard() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Resident memory in megabytes, as the kernel counts it. */
    long residentMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        client.close();
    }

    private int status(String path) {
        try {
            return client.send(request(path), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .timeout(Duration.ofSeconds(5))
                .build();
    }
}
