package org.theorder.lifeboat.repository.storage.s3;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.StoredObject;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket that keeps no versions: an object is what lies under its key. */
final class CurrentObjects implements S3View {
    private final Bucket bucket;

    CurrentObjects(Bucket bucket) {
        this.bucket = bucket;
    }

    /** By listing: unlike a HEAD request, its answer tells "no such bucket" from "no such object". */
    @Override
    public Optional<Found> find(String key) {
        ListObjectsV2Response answer = bucket.call(
                "looking for " + key,
                () -> bucket.client()
                        .listObjectsV2(request -> request.bucket(bucket.name())
                                .prefix(bucket.full(key))
                                .maxKeys(1)));
        return answer.contents().stream()
                .map(this::described)
                .filter(object -> object.key().equals(key))
                .map(object -> new Found(object, null))
                .findFirst();
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        return pages(prefix, request -> request.startAfter(after.isEmpty() ? null : bucket.full(after)))
                .flatMap(page -> page.contents().stream())
                .map(this::described);
    }

    @Override
    public Stream<String> folders(String prefix) {
        return bucket.folders(
                prefix,
                pages(prefix, request -> request.delimiter("/")).flatMap(page -> page.commonPrefixes().stream()));
    }

    @Override
    public Stream<@Nullable String> removable(String key) {
        return find(key).stream().map(found -> found.version());
    }

    private StoredObject described(S3Object object) {
        return new StoredObject(bucket.key(object.key()), object.size(), object.lastModified());
    }

    private Stream<ListObjectsV2Response> pages(String prefix, Consumer<ListObjectsV2Request.Builder> more) {
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder().bucket(bucket.name()).prefix(bucket.full(prefix));
        more.accept(request);
        return bucket.pages("listing " + prefix, bucket.client().listObjectsV2Paginator(request.build()));
    }
}
