package org.theorder.lifeboat.repository.storage.s3;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.StoredObject;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
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
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket.name())
                .prefix(bucket.full(prefix))
                .startAfter(after.isEmpty() ? null : bucket.full(after))
                .build();
        return pages("listing " + prefix, request)
                .flatMap(page -> page.contents().stream())
                .map(this::described);
    }

    @Override
    public Stream<String> folders(String prefix) {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket.name())
                .prefix(bucket.full(prefix))
                .delimiter("/")
                .build();
        return pages("listing " + prefix, request)
                .flatMap(page -> page.commonPrefixes().stream())
                .map(CommonPrefix::prefix)
                .map(folder -> bucket.key(folder).substring(prefix.length()).replaceFirst("/$", ""));
    }

    @Override
    public Stream<@Nullable String> removable(String key) {
        return find(key).stream().map(found -> found.version());
    }

    private StoredObject described(S3Object object) {
        return new StoredObject(bucket.key(object.key()), object.size(), object.lastModified());
    }

    /** One after another, each when it is needed. */
    private Stream<ListObjectsV2Response> pages(String doing, ListObjectsV2Request first) {
        return Stream.iterate(
                page(doing, first),
                Objects::nonNull,
                page -> Boolean.TRUE.equals(page.isTruncated())
                        ? page(
                                doing,
                                first.toBuilder()
                                        .continuationToken(page.nextContinuationToken())
                                        .build())
                        : null);
    }

    private @Nullable ListObjectsV2Response page(String doing, ListObjectsV2Request request) {
        return bucket.call(doing, () -> bucket.client().listObjectsV2(request));
    }
}
