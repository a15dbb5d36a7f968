package org.theorder.lifeboat.monitor.servers;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import org.theorder.lifeboat.servers.test.S3Server;
import org.theorder.lifeboat.servers.test.TcpProxy;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket with object lock on the real gateway, and a thief who may bypass the lock. */
public final class Vault implements QuarkusTestResourceLifecycleManager {
    private static final String FOLDER = "lifeboat.test.vault.folder";
    private static final String PREFIX = "lifeboat.monitor.object-storage.vault.";

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("lifeboat-vault-");
            String bucket = S3Buckets.lockable();
            S3Client thief = S3Buckets.plainClient();
            URI server = S3Server.running().endpoint();
            // all of it ends with the JVM
            TcpProxy way = TcpProxy.to(server.getHost(), server.getPort());
            way.before("DELETE ", () -> {
                if (Files.exists(folder.resolve("thief"))) {
                    steal(thief, bucket);
                }
            });
            return Map.of(
                    FOLDER,
                    folder.toString(),
                    PREFIX + "primary.url",
                    S3Buckets.url(bucket, URI.create("http://127.0.0.1:" + way.port()), "&lock=governance"),
                    PREFIX + "primary.credentials-file",
                    S3Buckets.credentials(folder).toString(),
                    PREFIX + "lock-interval",
                    "2s",
                    PREFIX + "lock-for",
                    "10m");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void steal(S3Client thief, String bucket) {
        thief.listObjectVersions(request -> request.bucket(bucket).prefix("region/canaries/"))
                .versions()
                .forEach(canary -> thief.deleteObject(request -> request.bucket(bucket)
                        .key(canary.key())
                        .versionId(canary.versionId())
                        .bypassGovernanceRetention(true)));
    }

    /** From now on, whenever the monitor tries to delete a canary, the thief has just done it. */
    public static void letThiefIn() {
        try {
            Files.createFile(thief());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void throwThiefOut() {
        try {
            Files.delete(thief());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path thief() {
        return Path.of(ConfigProvider.getConfig().getValue(FOLDER, String.class), "thief");
    }

    @Override
    public void stop() {
        // the next application has another
    }
}
