package org.theorder.lifeboat.repository.testing;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.servers.test.AzuriteServer;

/** Containers on Azurite. */
public final class AzureContainers {
    private AzureContainers() {}

    /** A region in a new, empty container. */
    public static StorageLocation made() {
        URI server = AzuriteServer.running().endpoint();
        String container = "test-" + UUID.randomUUID();
        new BlobContainerClientBuilder()
                .endpoint(server.toString())
                .containerName(container)
                .httpClient(new JdkHttpClientBuilder().build())
                .credential(new StorageSharedKeyCredential(AzuriteServer.ACCOUNT, AzuriteServer.KEY))
                .buildClient()
                .create();
        return StorageLocation.parse(
                "azure://" + AzuriteServer.ACCOUNT + "/" + container + "/region?endpoint=" + server, "test.url");
    }

    /** With the account's key, in a file there. */
    public static StorageAccess access(Path folder) {
        try {
            return StorageAccess.defaults()
                    .withCredentials(Files.writeString(
                            folder.resolve("azure.credentials"), "account-key=" + AzuriteServer.KEY + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
