package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.Storages;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import org.theorder.lifeboat.servers.test.S3Server;

/**
 * Region {@code primary} of a repository in a bucket of its own on a real S3 gateway.
 *
 * @param credentials a file
 */
public record StoreBucket(String name, String url, Path credentials) {
    /** The test that asks is skipped where the gateway is not installed. */
    public static StoreBucket holding(Path repository, Path folder) throws IOException {
        String bucket = S3Buckets.plain();
        String url = S3Buckets.url(bucket, S3Server.running().endpoint(), "");
        Path credentials = S3Buckets.credentials(folder);
        fill(
                repository,
                StorageLocation.parse(url, "test.url"),
                StorageAccess.defaults().withCredentials(credentials));
        return new StoreBucket(bucket, url, credentials);
    }

    /** Copies region {@code primary} of a repository in directories to an empty place. */
    public static void fill(Path repository, StorageLocation location, StorageAccess access) throws IOException {
        try (Storage from = FileStorage.open(repository.resolve("primary"));
                Storage to = Storages.initialize(location, from.region(), access, Clock.systemUTC());
                var objects = from.list("")) {
            for (StoredObject object : objects.toList()) {
                if (!object.key().equals(RegionDescription.KEY)) {
                    try (InputStream in = from.open(object.key())) {
                        to.create(object.key(), Content.of(in.readAllBytes()));
                    }
                }
            }
        }
    }
}
