package org.theorder.lifeboat.repository.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ObjectStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageContract;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.Storages;
import org.theorder.lifeboat.repository.testing.AzureContainers;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.servers.test.AzuriteServer;
import org.theorder.lifeboat.servers.test.TcpProxy;

/** The contract on Azurite. Correctness line 16. */
class AzureStorageIT extends StorageContract {
    private static final RegionName REGION = new RegionName("dr");

    @TempDir
    Path directory;

    private TcpProxy way;
    private String container;

    @Override
    protected Storage emptyRegion() {
        URI server = AzuriteServer.running().endpoint();
        way = TcpProxy.to(server.getHost(), server.getPort());
        container = AzureContainers.plain().getBlobContainerName();
        return Storages.initialize(location(container), REGION, access(AzuriteServer.KEY), Backups.CLOCK);
    }

    private StorageLocation.Azure location(String name) {
        return (StorageLocation.Azure) StorageLocation.parse(
                "azure://" + AzuriteServer.ACCOUNT + "/" + name + "/region?endpoint=http://127.0.0.1:" + way.port()
                        + "/" + AzuriteServer.ACCOUNT,
                "test.url");
    }

    private StorageAccess access(String key) {
        try {
            return StorageAccess.defaults()
                    .withCredentials(Files.writeString(directory.resolve("azure.credentials"), "account-key=" + key))
                    .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(10));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected void makeUnreachable() {
        way.cut();
    }

    @AfterEach
    void end() {
        storage().close();
        way.close();
    }

    @Test
    void largeObjectGoesUpInBlocksAndIsNeverOverwritten() throws IOException {
        byte[] bytes = new byte[2_500_000];
        new Random(1).nextBytes(bytes);
        try (Storage inBlocks =
                ObjectStorage.open(AzureStore.connect(location(container), access(AzuriteServer.KEY), 1 << 20))) {
            inBlocks.create("large", Content.of(List.of(ByteBuffer.wrap(bytes))));
            inBlocks.create("large", Content.of(List.of(ByteBuffer.wrap(bytes))));
            bytes[2_000_000]++;
            assertFails(
                    ErrorCode.OBJECT_CONFLICT,
                    () -> inBlocks.create("large", Content.of(List.of(ByteBuffer.wrap(bytes)))));
            bytes[2_000_000]--;
            try (InputStream in = inBlocks.open("large")) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void wrongKeyAndMissingContainerAreNamed() {
        assertThatThrownBy(() -> Storages.open(location(container), access("bm90IHRoZSBrZXk=")))
                .hasMessageContaining("refuses the credentials")
                .hasMessageContaining("account-key")
                .hasMessageNotContaining("bm90IHRoZSBrZXk=");
        assertThatThrownBy(() -> Storages.open(location("nowhere"), access(AzuriteServer.KEY)))
                .hasMessageContaining("there is no container nowhere");
    }
}
