package org.theorder.lifeboat.repository.storage.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.blob.specialized.BlobClientBase;
import java.io.InputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.Abandoned;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.LockMode;
import org.theorder.lifeboat.repository.storage.ObjectStore;
import org.theorder.lifeboat.repository.storage.PutResult;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * A region in a container. With a lock the container must have version-level immutability, and then an object is its
 * first version, as in S3: whatever came later was not us.
 */
public final class AzureStore implements ObjectStore {
    private static final int READ_BYTES = 4 << 20;

    private final StorageLocation.Azure location;
    private final StorageAccess access;
    private final BlobContainerClient container;
    private final AzureErrors errors;
    private final AzureWriter writer;

    private AzureStore(StorageLocation.Azure location, StorageAccess access, long blockBytes) {
        this.location = location;
        this.access = access;
        this.container = AzureClients.of(location, access);
        this.errors = new AzureErrors(location);
        this.writer = new AzureWriter(location, access, container, errors, blockBytes);
    }

    public static AzureStore connect(StorageLocation.Azure location, StorageAccess access) {
        return connect(location, access, AzureWriter.BLOCK_BYTES);
    }

    /** @param blockBytes larger objects go up in blocks of this size */
    public static AzureStore connect(StorageLocation.Azure location, StorageAccess access, long blockBytes) {
        return new AzureStore(location, access, blockBytes);
    }

    @Override
    public PutResult put(String key, Content content, @Nullable Instant lockUntil) {
        return writer.put(key, content, lockUntil);
    }

    @Override
    public Optional<InputStream> get(String key) {
        Optional<BlobClientBase> blob = blob(key);
        if (blob.isEmpty()) {
            return Optional.empty();
        }
        return call(
                        "reading " + key,
                        () -> ifThere(() -> blob.get()
                                .openInputStream(new BlobInputStreamOptions().setBlockSize(READ_BYTES), Context.NONE)))
                .map(in -> new AzureStream(in, key, location));
    }

    /** What the key stands for: the blob, or with a lock the first version of it, if there is any. */
    private Optional<BlobClientBase> blob(String key) {
        if (location.lock().isEmpty()) {
            return Optional.of(container.getBlobClient(full(key)));
        }
        return versions(key).stream().findFirst().map(version -> container.getBlobVersionClient(full(key), version));
    }

    /** The versions of one key, the oldest first; their names are times. */
    private List<String> versions(String key) {
        ListBlobsOptions options = new ListBlobsOptions().setPrefix(full(key));
        options.getDetails().setRetrieveVersions(true);
        return call(
                "looking for " + key,
                () -> container.listBlobs(options, access.deadline()).stream()
                        .takeWhile(blob -> blob.getName().equals(full(key)))
                        .map(BlobItem::getVersionId)
                        .filter(version -> version != null)
                        .sorted()
                        .toList());
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return properties(key)
                .map(found -> new StoredObject(
                        key, found.getBlobSize(), found.getLastModified().toInstant()));
    }

    private Optional<BlobProperties> properties(String key) {
        return blob(key)
                .flatMap(blob -> call(
                        "looking for " + key,
                        () -> ifThere(() -> blob.getPropertiesWithResponse(null, access.deadline(), Context.NONE)
                                .getValue())));
    }

    /** Empty if the store says that there is no such blob; that there is no such container is an error. */
    private static <T> Optional<T> ifThere(Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (BlobStorageException e) {
            if (e.getStatusCode() == 404 && AzureErrors.code(e).equals("BlobNotFound")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        ListBlobsOptions options = new ListBlobsOptions().setPrefix(full(prefix));
        options.getDetails().setRetrieveVersions(location.lock().isPresent());
        Stream<BlobItem> blobs = items("listing " + prefix, () -> container.listBlobs(options, access.deadline()));
        return AzureVersions.firstOfEach(blobs)
                .map(blob -> new StoredObject(
                        blob.getName().substring(location.prefix().length()),
                        blob.getProperties().getContentLength(),
                        blob.getProperties().getLastModified().toInstant()))
                .filter(object -> object.key().compareTo(after) > 0);
    }

    @Override
    public Stream<String> folders(String prefix) {
        ListBlobsOptions options = new ListBlobsOptions().setPrefix(full(prefix));
        options.getDetails().setRetrieveVersions(location.lock().isPresent());
        String start = full(prefix);
        return items("listing " + prefix, () -> container.listBlobsByHierarchy("/", options, access.deadline()))
                .filter(item -> Boolean.TRUE.equals(item.isPrefix()))
                .map(item -> item.getName().substring(start.length()).replaceFirst("/$", ""));
    }

    /** The pages come when they are needed; their failures are explained like all others. */
    private Stream<BlobItem> items(String doing, Supplier<Iterable<BlobItem>> listing) {
        Iterator<BlobItem> items = call(doing, () -> listing.get().iterator());
        Iterator<BlobItem> explaining = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return call(doing, items::hasNext);
            }

            @Override
            public BlobItem next() {
                return call(doing, items::next);
            }
        };
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(explaining, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public void delete(String key) {
        if (location.lock().isEmpty()) {
            delete(key, container.getBlobClient(full(key)), DeleteSnapshotsOptionType.INCLUDE);
            return;
        }
        for (String version : versions(key)) {
            delete(key, container.getBlobVersionClient(full(key), version), null);
        }
    }

    private void delete(String key, BlobClientBase blob, @Nullable DeleteSnapshotsOptionType snapshots) {
        try {
            ifThere(() -> blob.deleteWithResponse(snapshots, null, access.deadline(), Context.NONE));
        } catch (BlobStorageException e) {
            throw AzureErrors.code(e).equals("BlobImmutableDueToPolicy")
                    ? locked(key, e)
                    : errors.explained("deleting " + key, e);
        } catch (RuntimeException e) {
            throw errors.explained("deleting " + key, e);
        }
    }

    private LifeboatException locked(String key, BlobStorageException e) {
        String until = lockedUntil(key).map(end -> " until " + end).orElse(" (a legal hold)");
        return new LifeboatException(ErrorCode.OBJECT_LOCKED, key + " in " + location + " is locked" + until, e);
    }

    @Override
    public Optional<LockMode> lock() {
        return location.lock();
    }

    @Override
    public Optional<Instant> lockedUntil(String key) {
        return properties(key)
                .flatMap(found -> Optional.ofNullable(found.getImmutabilityPolicy()))
                .flatMap(policy -> Optional.ofNullable(policy.getExpiryTime()))
                .map(OffsetDateTime::toInstant);
    }

    @Override
    public void lockUntil(String key, Instant until) {
        BlobClientBase blob =
                blob(key).orElseThrow(() -> new LifeboatException(ErrorCode.NOT_FOUND, key + " is not in " + location));
        call(
                "locking " + key,
                () -> blob.setImmutabilityPolicyWithResponse(
                        writer.policy(until), null, access.deadline(), Context.NONE));
    }

    /** Blocks that were never committed cannot be removed one by one; Azure removes them after a week. */
    @Override
    public Abandoned collectAbandoned(Instant before) {
        call(
                "looking at the container",
                () -> container
                        .getPropertiesWithResponse(null, access.deadline(), Context.NONE)
                        .getStatusCode());
        return Abandoned.NOTHING;
    }

    private <T> T call(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw errors.explained(doing, e);
        }
    }

    private String full(String key) {
        return location.prefix() + key;
    }

    /** The JDK's client ends by itself. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return location.toString();
    }
}
