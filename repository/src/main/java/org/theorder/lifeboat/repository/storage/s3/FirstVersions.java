package org.theorder.lifeboat.repository.storage.s3;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.StoredObject;
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

    /** The versions of one key, the newest first. */
    private Stream<ObjectVersion> versions(String key, int atATime) {
        String full = bucket.full(key);
        return pagesOf(key, request -> request.maxKeys(atATime))
                .flatMap(page -> page.versions().stream())
                .filter(version -> version.key().equals(full));
    }

    /** What lists one key: it comes before those that begin with it. */
    private Stream<ListObjectVersionsResponse> pagesOf(String key, Consumer<ListObjectVersionsRequest.Builder> more) {
        return pages(key, more).takeWhile(page -> beginsWith(page, bucket.full(key)));
    }

    private static boolean beginsWith(ListObjectVersionsResponse page, String full) {
        return page.versions().stream().anyMatch(version -> version.key().equals(full))
                || page.deleteMarkers().stream().anyMatch(marker -> marker.key().equals(full));
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        Stream<ObjectVersion> versions = pages(
                        prefix, request -> request.keyMarker(after.isEmpty() ? null : bucket.full(after)))
                .flatMap(page -> page.versions().stream());
        Iterator<ObjectVersion> first = new First(versions.iterator());
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(first, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .map(this::described)
                .filter(object -> object.key().compareTo(after) > 0);
    }

    @Override
    public Stream<String> folders(String prefix) {
        return bucket.folders(
                prefix,
                pages(prefix, request -> request.delimiter("/")).flatMap(page -> page.commonPrefixes().stream()));
    }

    /** Data first, so that a lock is met before a marker goes. */
    @Override
    public Stream<@Nullable String> removable(String key) {
        String full = bucket.full(key);
        List<ListObjectVersionsResponse> pages = pagesOf(key, _ -> {}).toList();
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

    private Stream<ListObjectVersionsResponse> pages(String prefix, Consumer<ListObjectVersionsRequest.Builder> more) {
        ListObjectVersionsRequest.Builder request =
                ListObjectVersionsRequest.builder().bucket(bucket.name()).prefix(bucket.full(prefix));
        more.accept(request);
        return bucket.pages("listing " + prefix, bucket.client().listObjectVersionsPaginator(request.build()));
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
