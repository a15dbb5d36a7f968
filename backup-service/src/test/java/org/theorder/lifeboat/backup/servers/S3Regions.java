package org.theorder.lifeboat.backup.servers;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.theorder.lifeboat.servers.test.S3Server;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code primary} in a bucket with object lock, by default in governance mode, {@code dr} in a directory. */
public final class S3Regions implements QuarkusTestResourceLifecycleManager {
    private final RegionFolders folders = new RegionFolders();
    private String lock = "governance";

    /** {@code lock}: governance or compliance. */
    @Override
    public void init(Map<String, String> arguments) {
        lock = arguments.getOrDefault("lock", lock);
    }

    @Override
    public Map<String, String> start() {
        URI endpoint = S3Server.running().endpoint();
        String bucket = "test-" + UUID.randomUUID();
        try (S3Client client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .build()) {
            client.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(true));
        }
        Map<String, String> keys = new HashMap<>(folders.start());
        keys.put("lifeboat.regions.primary.url", "s3://" + bucket + "/lifeboat?lock=" + lock + "&endpoint=" + endpoint);
        keys.put("lifeboat.regions.primary.credentials-file", credentials().toString());
        keys.put("lifeboat.lock-check.lock-for", "30s");
        return keys;
    }

    /** After {@link RegionFolders}, which every test of this module gets. */
    @Override
    public int order() {
        return 1;
    }

    private static Path credentials() {
        try {
            Path file = Files.createTempFile("s3-", ".credentials");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file, "access-key-id=" + S3Server.ACCESS_KEY + "\nsecret-access-key=" + S3Server.SECRET_KEY + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        folders.stop();
    }
}
