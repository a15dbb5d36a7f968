package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.PublicAccessType;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.test.AzuriteServer;
import org.theorder.lifeboat.servers.test.LifeboatServers;
import org.theorder.lifeboat.servers.test.S3Server;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Two regions, each with its page in an object store that anybody may read: the first on a real S3 gateway, the second on
 * Azurite. They hear of each other by these copies alone: neither reaches the other's service, nor its Kafka.
 */
class PublishedPagesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void theCopiesFollowAPromotionAreWholeAtEveryMomentAndOutliveBothRegions() {
        String bucket = publicBucket();
        String container = publicContainer();
        String northern = S3Server.running().endpoint() + "/" + bucket + "/region";
        String southern = AzuriteServer.running().endpoint() + "/" + container + "/page";
        Map<String, String> north = region("north", "south", southern);
        north.put(
                "lifeboat.notifier.publish.url",
                S3Buckets.url(bucket, S3Server.running().endpoint(), ""));
        north.put(
                "lifeboat.notifier.publish.credentials-file",
                S3Buckets.credentials(folder).toString());
        Map<String, String> south = region("south", "north", northern);
        south.put(
                "lifeboat.notifier.publish.url",
                "azure://" + AzuriteServer.ACCOUNT + "/" + container + "/page?endpoint="
                        + AzuriteServer.running().endpoint());
        south.put("lifeboat.notifier.publish.credentials-file", azureKey().toString());
        south.put("kafka.bootstrap.servers", "127.0.0.1:" + FreePorts.next());

        try (NotifierProcess first = NotifierProcess.start("published-north", north);
                NotifierProcess second = NotifierProcess.start("published-south", south)) {
            first.awaitReady();
            second.awaitReady();
            eventually(() -> {
                assertThat(read(northern + "/index.html").body()).contains("from north");
                assertThat(read(southern + "/index.html").body()).contains("from south");
            });
            assertThat(read(northern + "/epoch.json").body()).contains("\"epoch\":1,\"region\":\"north\"");
            for (String place : List.of(northern, southern)) {
                HttpResponse<String> api = read(place + "/api/v2/summary.json");
                assertThat(api.headers().firstValue("Content-Type").orElseThrow())
                        .startsWith("application/json");
                assertThat(api.headers().firstValue("Cache-Control").orElseThrow())
                        .contains("max-age=15");
            }

            assertThat(second.post("/promotions", "{\"reason\": \"north is on fire\"}"))
                    .isEqualTo(201);

            eventually(() -> {
                assertThat(whole(southern)).doesNotContain("superseded");
                assertThat(read(southern + "/epoch.json").body()).contains("\"epoch\":2,\"region\":\"south\"");
                assertThat(whole(northern)).contains("This page is superseded").contains("href=\"" + southern + "/\"");
                assertThat(read(northern + "/api/v2/summary.json").body())
                        .contains("\"superseded_by\":\"south\"")
                        .doesNotContain("\"operational\"");
            });
            first.killHard();
            second.killHard();
        }
        assertThat(whole(northern)).contains("This page is superseded");
        assertThat(whole(southern)).contains("from south");
    }

    /** The front page as a reader gets it at this moment, while it is being renewed. */
    private String whole(String place) {
        HttpResponse<String> page = read(place + "/index.html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        return page.body();
    }

    private Map<String, String> region(String own, String peer, String address) {
        LifeboatServers servers = new LifeboatServers();
        // a role of its own: a second database of the same role would change its password
        servers.init(Map.of("schema", "published_" + own));
        Map<String, String> settings = new HashMap<>(NotifierProcess.settings(servers.start()));
        settings.put("lifeboat.notifier.page.served-from", own);
        settings.put("lifeboat.notifier.page.rebuild-every", "1s");
        settings.put("lifeboat.notifier.regions.primary", "north");
        settings.put("lifeboat.notifier.regions.look-every", "1s");
        settings.put("lifeboat.notifier.regions.peers." + peer, address);
        return settings;
    }

    private static String publicBucket() {
        String bucket = S3Buckets.plain();
        try (S3Client client = S3Buckets.plainClient()) {
            client.putBucketPolicy(request -> request.bucket(bucket)
                    .policy(
                            "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\","
                                    + " \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::" + bucket
                                    + "/*\"}]}"));
        }
        return bucket;
    }

    private static String publicContainer() {
        String name = "published-" + UUID.randomUUID();
        new BlobContainerClientBuilder()
                .endpoint(AzuriteServer.running().endpoint().toString())
                .containerName(name)
                .httpClient(new JdkHttpClientBuilder().build())
                .credential(new StorageSharedKeyCredential(AzuriteServer.ACCOUNT, AzuriteServer.KEY))
                .buildClient()
                .createWithResponse(null, PublicAccessType.BLOB, Duration.ofSeconds(30), Context.NONE);
        return name;
    }

    private Path azureKey() {
        try {
            return Files.writeString(folder.resolve("azure.credentials"), "account-key=" + AzuriteServer.KEY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> read(String url) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
    }
}
