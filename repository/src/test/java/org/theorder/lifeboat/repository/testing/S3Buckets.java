package org.theorder.lifeboat.repository.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.servers.test.S3Server;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Buckets on the real gateway, and a plain client that looks at them beside ours. */
public final class S3Buckets {
    private S3Buckets() {}

    /** A client of the test server that does what it is told. */
    public static S3Client plainClient() {
        return S3Client.builder()
                .endpointOverride(S3Server.running().endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .build();
    }

    /** A new bucket without versions. */
    public static String plain() {
        return made(false);
    }

    /** A new bucket with versions and without object lock. */
    public static String versioned() {
        String bucket = made(false);
        try (S3Client client = plainClient()) {
            client.putBucketVersioning(request -> request.bucket(bucket)
                    .versioningConfiguration(versions -> versions.status(BucketVersioningStatus.ENABLED)));
        }
        return bucket;
    }

    /** A new bucket with object lock, and therefore with versions. */
    public static String lockable() {
        return made(true);
    }

    private static String made(boolean lock) {
        String bucket = "test-" + UUID.randomUUID();
        try (S3Client client = plainClient()) {
            client.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(lock));
        }
        return bucket;
    }

    /** The bucket's URL at another address of the server, for example a proxy's. */
    public static String url(String bucket, URI endpoint, String more) {
        return "s3://" + bucket + "/region?endpoint=" + endpoint + more;
    }

    public static StorageLocation.S3 location(String bucket, URI endpoint, String more) {
        return (StorageLocation.S3) StorageLocation.parse(url(bucket, endpoint, more), "test.url");
    }

    public static StorageLocation.S3 location(String bucket, String more) {
        return location(bucket, S3Server.running().endpoint(), more);
    }

    /** The file with the test user's credentials. */
    public static Path credentials(Path folder) {
        return credentials(folder, S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    public static Path credentials(Path folder, String id, String secret) {
        try {
            return Files.writeString(
                    folder.resolve("s3.credentials"), "access-key-id=" + id + "\nsecret-access-key=" + secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static StorageAccess access(Path folder) {
        return StorageAccess.defaults().withCredentials(credentials(folder));
    }
}
