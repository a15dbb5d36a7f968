package org.theorder.lifeboat.repository.storage.s3;

import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.pagination.sync.SdkIterable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;

/** A region's part of a bucket: names, times and errors of all requests. */
final class Bucket implements AutoCloseable {
    /** Slower than this an upload is taken for stalled. */
    private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

    private final StorageLocation.S3 location;
    private final StorageAccess access;
    private final S3Client client;
    private final S3Errors errors;

    Bucket(StorageLocation.S3 location, StorageAccess access) {
        this.location = location;
        this.access = access;
        this.client = S3Clients.of(location, access);
        this.errors = new S3Errors(location);
    }

    StorageLocation.S3 location() {
        return location;
    }

    S3Client client() {
        return client;
    }

    String name() {
        return location.bucket();
    }

    /** The object's name in the bucket. */
    String full(String key) {
        return location.prefix() + key;
    }

    /** The key of an object in the bucket. */
    String key(String full) {
        return full.substring(location.prefix().length());
    }

    /** @throws LifeboatException what the failure means */
    <T> T call(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw explained(doing, e);
        }
    }

    /** The answers to a listing: the first one at once, the others when they are needed. */
    <P> Stream<P> pages(String doing, SdkIterable<P> answers) {
        Iterator<P> pages = answers.iterator();
        return Stream.<@Nullable P>iterate(
                        call(doing, pages::next),
                        Objects::nonNull,
                        _ -> pages.hasNext() ? call(doing, pages::next) : null)
                .map(Objects::requireNonNull);
    }

    /** The names directly below a prefix. */
    Stream<String> folders(String prefix, Stream<CommonPrefix> below) {
        return below.map(
                folder -> key(folder.prefix()).substring(prefix.length()).replaceFirst("/$", ""));
    }

    LifeboatException explained(String doing, SdkException e) {
        return errors.explained(doing, e);
    }

    /** Times for a request that carries bytes: the more, the longer. */
    AwsRequestOverrideConfiguration times(long bytes) {
        Duration sending = Duration.ofSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(access.requestTimeout().plus(sending))
                .apiCallTimeout(access.deadline().plus(sending))
                .build();
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
