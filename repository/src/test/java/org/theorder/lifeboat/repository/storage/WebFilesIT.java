package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.testing.AzureContainers;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.test.S3Server;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Files for a web server on a real S3 gateway and on Azurite; those of a directory are {@link WebDirectoryTest}'s. */
class WebFilesIT {
    private static final String PATH = "history/index.html";
    private static final String HTML = "text/html;charset=UTF-8";
    private static final String CACHE = "public, max-age=15, stale-if-error=604800";

    @TempDir
    Path directory;

    @Test
    void aBucketHoldsTheNewestWithItsHeaders() {
        String bucket = S3Buckets.plain();
        StorageLocation location = S3Buckets.location(bucket, S3Server.running().endpoint(), "");
        try (WebFiles files = WebFiles.at(location, S3Buckets.access(directory));
                S3Client client = S3Buckets.plainClient()) {
            String key = ((StorageLocation.S3) location).prefix() + PATH;
            put(files, "old");
            String first = client.getObjectAsBytes(
                            request -> request.bucket(bucket).key(key))
                    .response()
                    .eTag();
            put(files, "new");
            var read = client.getObjectAsBytes(request -> request.bucket(bucket).key(key));
            GetObjectResponse head = read.response();
            assertThat(files.get(PATH)).hasValue("new".getBytes(StandardCharsets.UTF_8));

            assertThat(read.asUtf8String()).isEqualTo("new");
            assertThat(head.contentType()).isEqualTo(HTML);
            assertThat(head.cacheControl()).isEqualTo(CACHE);
            put(files, "old");
            assertThat(client.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                            .response()
                            .eTag())
                    .as("made of the content alone")
                    .isEqualTo(first)
                    .isNotEqualTo(head.eTag());

            files.remove(PATH);
            files.remove(PATH);
            assertThat(files.get(PATH)).isEmpty();
            assertThatThrownBy(() -> client.getObjectAsBytes(
                            request -> request.bucket(bucket).key(key)))
                    .isInstanceOf(NoSuchKeyException.class);
        }
    }

    @Test
    void aContainerHoldsTheNewestWithItsHeaders() throws IOException {
        BlobContainerClient container = AzureContainers.plain();
        StorageAccess access = AzureContainers.access(directory);
        StorageLocation location =
                StorageLocation.parse(AzureContainers.url(container.getBlobContainerName(), "page"), "test.url");
        try (WebFiles files = WebFiles.at(location, access)) {
            put(files, "old");
            put(files, "new");

            assertThat(files.get(PATH)).hasValue("new".getBytes(StandardCharsets.UTF_8));
            BlobProperties head = container.getBlobClient("page/" + PATH).getProperties();
            assertThat(container.getBlobClient("page/" + PATH).downloadContent().toString())
                    .isEqualTo("new");
            assertThat(head.getContentType()).isEqualTo(HTML);
            assertThat(head.getCacheControl()).isEqualTo(CACHE);

            files.remove(PATH);
            files.remove(PATH);
            assertThat(files.get(PATH)).isEmpty();
            assertThat(container.getBlobClient("page/" + PATH).exists()).isFalse();
        }
    }

    @Test
    void aStoreThatIsAwayIsSaid() {
        StorageLocation location =
                S3Buckets.location("nowhere", URI.create("http://127.0.0.1:" + FreePorts.next()), "");
        StorageAccess access = S3Buckets.access(directory).withTimes(Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (WebFiles files = WebFiles.at(location, access)) {
            assertThatThrownBy(() -> put(files, "new"))
                    .isInstanceOf(LifeboatException.class)
                    .hasMessageContaining("writing " + PATH + " in s3://nowhere");
        }
    }

    private static void put(WebFiles files, String content) {
        files.put(PATH, content.getBytes(StandardCharsets.UTF_8), HTML, CACHE);
    }
}
