package org.theorder.lifeboat.repository.storage.s3;

import java.net.HttpURLConnection;
import java.util.Optional;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.WebFiles;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects of a bucket; S3 makes their entity tags out of their content. */
public final class S3WebFiles implements WebFiles {
    private final Bucket bucket;

    public S3WebFiles(StorageLocation.S3 location, StorageAccess access) {
        this.bucket = new Bucket(location, access);
    }

    @Override
    public void put(String path, byte[] content, String contentType, String cacheControl) {
        bucket.call(
                "writing " + path,
                () -> bucket.client()
                        .putObject(
                                request -> request.bucket(bucket.name())
                                        .key(bucket.full(path))
                                        .contentType(contentType)
                                        .cacheControl(cacheControl),
                                RequestBody.fromBytes(content)));
    }

    @Override
    public Optional<byte[]> get(String path) {
        return bucket.call("reading " + path, () -> {
            try {
                return Optional.of(bucket.client()
                        .getObjectAsBytes(
                                request -> request.bucket(bucket.name()).key(bucket.full(path)))
                        .asByteArray());
            } catch (S3Exception e) {
                // who may not list a bucket is not told that an object is missing
                if (e instanceof NoSuchKeyException || e.statusCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public void remove(String path) {
        bucket.call(
                "removing " + path,
                () -> bucket.client()
                        .deleteObject(request -> request.bucket(bucket.name()).key(bucket.full(path))));
    }

    @Override
    public void close() {
        bucket.close();
    }
}
