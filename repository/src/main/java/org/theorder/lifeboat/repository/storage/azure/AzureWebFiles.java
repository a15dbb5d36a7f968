package org.theorder.lifeboat.repository.storage.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import java.net.HttpURLConnection;
import java.util.Optional;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.WebFiles;

/** Blobs of a container, for example of {@code $web}; small ones go up in one request. */
public final class AzureWebFiles implements WebFiles {
    private final StorageLocation.Azure location;
    private final StorageAccess access;
    private final BlobContainerClient container;
    private final AzureErrors errors;

    public AzureWebFiles(StorageLocation.Azure location, StorageAccess access) {
        this.location = location;
        this.access = access;
        this.container = AzureClients.of(location, access);
        this.errors = new AzureErrors(location);
    }

    @Override
    public void put(String path, byte[] content, String contentType, String cacheControl) {
        BlobParallelUploadOptions options = new BlobParallelUploadOptions(BinaryData.fromBytes(content))
                .setHeaders(new BlobHttpHeaders().setContentType(contentType).setCacheControl(cacheControl));
        try {
            container
                    .getBlobClient(location.prefix() + path)
                    .uploadWithResponse(options, access.deadline(), Context.NONE);
        } catch (RuntimeException e) {
            throw errors.explained("writing " + path, e);
        }
    }

    @Override
    public Optional<byte[]> get(String path) {
        try {
            return Optional.of(container
                    .getBlobClient(location.prefix() + path)
                    .downloadContent()
                    .toBytes());
        } catch (BlobStorageException e) {
            if (e.getStatusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw errors.explained("reading " + path, e);
        } catch (RuntimeException e) {
            throw errors.explained("reading " + path, e);
        }
    }

    @Override
    public void remove(String path) {
        try {
            container.getBlobClient(location.prefix() + path).deleteIfExists();
        } catch (RuntimeException e) {
            throw errors.explained("removing " + path, e);
        }
    }

    @Override
    public void close() {
        // the JDK's client ends with its last reference
    }
}
