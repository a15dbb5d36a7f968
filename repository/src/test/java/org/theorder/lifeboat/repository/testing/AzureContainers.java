package org.theorder.lifeboat.repository.testing;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.servers.test.AzuriteServer;

/** Containers on Azurite, and a plain client that looks at them beside ours. */
public final class AzureContainers {
    private AzureContainers() {}

    /** A region in a new, empty container. */
    public static StorageLocation made() {
        return StorageLocation.parse(url(plain().getBlobContainerName(), "region"), "test.url");
    }

    /** A new, empty container. */
    public static BlobContainerClient plain() {
        BlobContainerClient client = new BlobContainerClientBuilder()
                .endpoint(AzuriteServer.running().endpoint().toString())
                .containerName("test-" + UUID.randomUUID())
                .httpClient(new JdkHttpClientBuilder().build())
                .credential(new StorageSharedKeyCredential(AzuriteServer.ACCOUNT, AzuriteServer.KEY))
                .buildClient();
        client.create();
        return client;
    }

    /** The URL of a folder in a container. */
    public static String url(String container, String folder) {
        return "azure://" + AzuriteServer.ACCOUNT + "/" + container + "/" + folder + "?endpoint="
                + AzuriteServer.running().endpoint();
    }

    /** The file with the test account's key. */
    public static Path credentials(Path folder) {
        try {
            return Files.writeString(folder.resolve("azure.credentials"), "account-key=" + AzuriteServer.KEY + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the account's key, in a file there. */
    public static StorageAccess access(Path folder) {
        return StorageAccess.defaults().withCredentials(credentials(folder));
    }
}
