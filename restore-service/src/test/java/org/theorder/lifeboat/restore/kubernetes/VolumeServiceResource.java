package org.theorder.lifeboat.restore.kubernetes;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.ObjectKind;

/**
 * Beside the regions that every test of the service has: an API server, a region in an object store for the pods, which
 * nobody reads here, and a region {@code dr} that lacks a segment of WAL.
 */
public final class VolumeServiceResource implements QuarkusTestResourceLifecycleManager {
    private static final int SEGMENT_BYTES = 16 << 20;

    private static @Nullable ApiServer running;
    private static @Nullable WalSegment lost;

    private Path folder = Path.of("/nowhere");

    static ApiServer apiServer() {
        return Objects.requireNonNull(running, "the API server runs while the service does");
    }

    /** What region {@code dr} lacks. */
    static WalSegment lostSegment() {
        return Objects.requireNonNull(lost, "it is lost when the service starts");
    }

    @Override
    public Map<String, String> start() {
        ApiServer server = new ApiServer();
        running = server;
        try {
            folder = Files.createTempDirectory("lifeboat-volumes-");
            Path repository = LostShop.get().copyOfRepository(Files.createDirectory(folder.resolve("repository")));
            lost = loseASegment(repository.resolve("dr"));
            Path credentials = Files.writeString(
                    folder.resolve("credentials"), "access-key-id=nobody\nsecret-access-key=nothing\n");
            return Map.of(
                    "lifeboat.regions.dr.url",
                    repository.resolve("dr").toUri().toString(),
                    "lifeboat.regions.store.url",
                    "s3://backups/main?endpoint=http://127.0.0.1:9",
                    "lifeboat.regions.store.credentials-file",
                    credentials.toString(),
                    "lifeboat.kubernetes.namespaces",
                    ApiServer.NAMESPACE,
                    "lifeboat.kubernetes.image",
                    "registry.invalid/lifeboat/restore-service@sha256:0123",
                    "quarkus.kubernetes-client.api-server-url",
                    server.client().getMasterUrl().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest full one: slices lie behind it. */
    private static WalSegment loseASegment(Path region) throws IOException {
        Path newest = ObjectKind.SEGMENT.newest(region);
        Files.delete(newest);
        return WalSegment.parse(newest.getFileName().toString().replace(".zst", ""), SEGMENT_BYTES);
    }

    /** After the resource whose regions this changes. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public void stop() {
        apiServer().close();
        running = null;
        LostShop.delete(folder);
    }
}
