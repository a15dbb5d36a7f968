package org.theorder.lifeboat.repository.storage.s3;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.StoredObject;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * A bucket that keeps versions: an object is its <em>first</em> version. Objects are written once, so every later version
 * and every delete marker is somebody else's doing. A lock protects a version only: it keeps nobody from laying a marker
 * or other bytes over it. Whoever reads the first version is not deceived by that.
 */
final class FirstVersions implements S3View {
    private final Bucket bucket;

    FirstVersions(Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public Optional<Found> find(String key) {
        Iterator<ObjectVersion> first = new First(versions(key, 100).iterator());
        if (!first.hasNext()) {
            return Optional.empty();
        }
        ObjectVersion version = first.next();
        return Optional.of(new Found(described(version), version.versionId()));
    }

    /** The versions of one key, the newest first; an exact key is listed before those that begin with it. */
    Stream<ObjectVersion> versions(String key, int atATime) {
        String full = bucket.full(key);
        ListObjectVersionsRequest request = ListObjectVersionsRequest.builder()
                .bucket(bucket.name())
                .prefix(full)
                .maxKeys(atATime)
                .build();
        return pages("looking for " + key, request)
                .takeWhile(page -> beginsWith(page, full))
                .flatMap(page -> page.versions().stream())
                .filter(version -> version.key().equals(full));
    }

    private static boolean beginsWith(ListObjectVersionsResponse page, String full) {
        return page.versions().stream().anyMatch(version -> version.key().equals(full))
                || page.deleteMarkers().stream().anyMatch(marker -> marker.key().equals(full));
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        ListObjectVersionsRequest request = ListObjectVersionsRequest.builder()
                .bucket(bucket.name())
                .prefix(bucket.full(prefix))
                .keyMarker(after.isEmpty() ? null : bucket.full(after))
                .build();
        Stream<ObjectVersion> versions = pages("listing " + prefix, request).flatMap(page -> page.versions().stream());
        Iterator<ObjectVersion> first = new First(versions.iterator());
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(first, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .map(this::described)
                .filter(object -> object.key().compareTo(after) > 0);
    }

    @Override
    public Stream<String> folders(String prefix) {
        ListObjectVersionsRequest request = ListObjectVersionsRequest.builder()
                .bucket(bucket.name())
                .prefix(bucket.full(prefix))
                .delimiter("/")
                .build();
        return pages("listing " + prefix, request)
                .flatMap(page -> page.commonPrefixes().stream())
                .map(CommonPrefix::prefix)
                .map(folder -> bucket.key(folder).substring(prefix.length()).replaceFirst("/$", ""));
    }

    /** Data first, so that a lock is met before a marker goes. */
    @Override
    public Stream<@Nullable String> removable(String key) {
        String full = bucket.full(key);
        ListObjectVersionsRequest request = ListObjectVersionsRequest.builder()
                .bucket(bucket.name())
                .prefix(full)
                .build();
        var pages = pages("looking for " + key, request)
                .takeWhile(page -> beginsWith(page, full))
                .toList();
        return Stream.concat(
                pages.stream()
                        .flatMap(page -> page.versions().stream())
                        .filter(version -> version.key().equals(full))
                        .map(version -> version.versionId()),
                pages.stream()
                        .flatMap(page -> page.deleteMarkers().stream())
                        .filter(marker -> marker.key().equals(full))
                        .map(marker -> marker.versionId()));
    }

    private StoredObject described(ObjectVersion version) {
        return new StoredObject(bucket.key(version.key()), version.size(), version.lastModified());
    }

    /** One after another, each when it is needed. */
    private Stream<ListObjectVersionsResponse> pages(String doing, ListObjectVersionsRequest first) {
        return Stream.iterate(
                page(doing, first),
                Objects::nonNull,
                page -> Boolean.TRUE.equals(page.isTruncated())
                        ? page(
                                doing,
                                first.toBuilder()
                                        .keyMarker(page.nextKeyMarker())
                                        .versionIdMarker(page.nextVersionIdMarker())
                                        .build())
                        : null);
    }

    private @Nullable ListObjectVersionsResponse page(String doing, ListObjectVersionsRequest request) {
        return bucket.call(doing, () -> bucket.client().listObjectVersions(request));
    }

    /** Of the versions of each key, which come newest first, the last one. */
    private static final class First implements Iterator<ObjectVersion> {
        private final Iterator<ObjectVersion> versions;
        private @Nullable ObjectVersion ahead;

        First(Iterator<ObjectVersion> versions) {
            this.versions = versions;
            this.ahead = versions.hasNext() ? versions.next() : null;
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public ObjectVersion next() {
            ObjectVersion first = ahead;
            if (first == null) {
                throw new NoSuchElementException();
            }
            ahead = null;
            while (ahead == null && versions.hasNext()) {
                ObjectVersion next = versions.next();
                if (next.key().equals(first.key())) {
                    first = next;
                } else {
                    ahead = next;
                }
            }
            return first;
        }
    }
}
