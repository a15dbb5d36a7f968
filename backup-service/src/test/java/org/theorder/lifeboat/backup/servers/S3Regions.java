package org.theorder.lifeboat.backup.servers;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import org.theorder.lifeboat.servers.test.S3Server;

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
        Map<String, String> keys = new HashMap<>(folders.start());
        keys.put(
                "lifeboat.regions.primary.url",
                S3Buckets.url(S3Buckets.lockable(), S3Server.running().endpoint(), "&lock=" + lock));
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
