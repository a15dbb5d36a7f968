package org.theorder.lifeboat.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.timeline.SignedTimeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "verify-timeline", description = "whether the signed timeline of an incident was changed afterwards")
final class VerifyTimelineCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Parameters(paramLabel = "FILE_OR_URL", description = "…/api/v2/incidents/ID/timeline.jsonl, or a copy of it")
    private String timeline = "";

    @Option(
            names = "--key",
            paramLabel = "FILE_OR_URL",
            description = "the public key (PEM), best one that you kept; of a URL by default what its server says")
    private @Nullable String key;

    @Override
    public Integer call() throws InterruptedException {
        SignedTimeline.Verified verified =
                SignedTimeline.verify(read(timeline).lines().toList(), read(keyAddress()));
        System.out.println("The timeline of " + verified.incident() + " holds: " + verified.entries()
                + (verified.entries() == 1 ? " entry" : " entries")
                + ", each signed and following the one before. Last: "
                + verified.last());
        if (key == null) {
            System.out.println(
                    "The key came from the same server; with --key and a key that you kept this proves more.");
        }
        return 0;
    }

    private String keyAddress() {
        if (key != null) {
            return key;
        }
        if (!isUrl(timeline)) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "a file needs --key FILE_OR_URL: the public key");
        }
        return URI.create(timeline).resolve("/api/v2/timeline-key.pem").toString();
    }

    private static boolean isUrl(String text) {
        return text.startsWith("http://") || text.startsWith("https://");
    }

    private static String read(String fileOrUrl) throws InterruptedException {
        try {
            return isUrl(fileOrUrl) ? get(URI.create(fileOrUrl)) : Files.readString(Path.of(fileOrUrl));
        } catch (IOException | IllegalArgumentException e) {
            throw new LifeboatException(ErrorCode.NOT_FOUND, fileOrUrl + " cannot be read: " + e, e);
        }
    }

    private static String get(URI url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(url).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("HTTP " + response.statusCode());
            }
            return response.body();
        }
    }
}
