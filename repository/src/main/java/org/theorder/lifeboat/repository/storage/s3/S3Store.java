package org.theorder.lifeboat.repository.storage.s3;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A region in a bucket. {@link S3Writer} makes objects, an {@link S3View} says which ones count, {@link S3Locks} keeps
 * them; every request goes through the {@link Bucket}.
 */
public final class S3Store implements ObjectStore {
    /** Larger objects go up in parts; backup parts, 16 MiB of tar unless configured otherwise, do not. */
    public static final long PART_BYTES = 64L << 20;

    private final Bucket bucket;
    private final S3Writer writer;
    private final S3Locks locks;
    private final S3View view;

    private S3Store(Bucket bucket, S3View view, long partBytes) {
        this.bucket = bucket;
        this.view = view;
        this.writer = new S3Writer(bucket, partBytes);
        this.locks = new S3Locks(bucket, view);
    }

    /**
     * Connects and looks whether the bucket keeps versions.
     *
     * @throws LifeboatException STORE_UNREACHABLE if it cannot be asked, CONFIGURATION_INVALID if objects are to be
     *     locked and the bucket has no object lock
     */
    public static S3Store connect(StorageLocation.S3 location, StorageAccess access) {
        return connect(location, access, PART_BYTES);
    }

    /** @param partBytes larger objects go up in parts of this size; S3 allows no less than 5 MiB */
    public static S3Store connect(StorageLocation.S3 location, StorageAccess access, long partBytes) {
        Bucket bucket = new Bucket(location, access);
        try {
            boolean versions = location.lock().isPresent() ? requireLock(bucket) : keepsVersions(bucket);
            return new S3Store(bucket, versions ? new FirstVersions(bucket) : new CurrentObjects(bucket), partBytes);
        } catch (RuntimeException e) {
            bucket.close();
            throw e;
        }
    }

    private static boolean requireLock(Bucket bucket) {
        try {
            var configuration = bucket.client()
                    .getObjectLockConfiguration(request -> request.bucket(bucket.name()))
                    .objectLockConfiguration();
            if (configuration != null && configuration.objectLockEnabled() == ObjectLockEnabled.ENABLED) {
                return true;
            }
        } catch (S3Exception e) {
            boolean hasNone = e.statusCode() == 404 && !S3Errors.errorCode(e).equals("NoSuchBucket");
            if (!hasNone) {
                throw bucket.explained("asking for the object lock", e);
            }
        } catch (SdkException e) {
            throw bucket.explained("asking for the object lock", e);
        }
        throw new LifeboatException(
                ErrorCode.CONFIGURATION_INVALID,
                bucket + " has no object lock, but its URL says lock: make a bucket with object lock (it is chosen when"
                        + " the bucket is created), or take lock out of the URL");
    }

    /** A store that knows no versions, or may not tell us about them, is taken for one that keeps none. */
    private static boolean keepsVersions(Bucket bucket) {
        try {
            return bucket.client()
                            .getBucketVersioning(request -> request.bucket(bucket.name()))
                            .status()
                    != null;
        } catch (S3Exception e) {
            boolean unknown = e.statusCode() == 405 || e.statusCode() == 501;
            if (unknown || S3Errors.errorCode(e).equals("AccessDenied")) {
                return false;
            }
            throw bucket.explained("asking for versions", e);
        } catch (SdkException e) {
            throw bucket.explained("asking for versions", e);
        }
    }

    @Override
    public PutResult put(String key, Content content, @Nullable Instant lockUntil) {
        PutResult result = writer.put(key, content, lockUntil);
        return result instanceof PutResult.Created created
                        && created.version() != null
                        && view instanceof FirstVersions versions
                ? ifFirst(key, created, versions)
                : result;
    }

    /**
     * Only the first version is the object. Where versions are kept, a conditional write is not enough: it passes a delete
     * marker that somebody laid over an object, and Ceph 20 lets several writers pass that race.
     */
    private PutResult ifFirst(String key, PutResult.Created ours, FirstVersions versions) {
        try {
            Optional<S3View.Found> first = versions.find(key);
            if (first.isEmpty() || Objects.equals(first.get().version(), ours.version())) {
                return ours;
            }
            bucket.client()
                    .deleteObject(request ->
                            request.bucket(bucket.name()).key(bucket.full(key)).versionId(ours.version()));
        } catch (AwsServiceException locked) {
            // it stays until its lock ends, seen by nobody
        } catch (SdkException e) {
            return new PutResult.Failed(bucket.explained("writing " + key, e), true);
        } catch (LifeboatException e) {
            return new PutResult.Failed(e, true);
        }
        return new PutResult.Exists();
    }

    @Override
    public Optional<InputStream> get(String key) {
        return switch (view) {
            case CurrentObjects current -> get(key, null);
            case FirstVersions versions -> versions.find(key).flatMap(found -> get(key, found.version()));
        };
    }

    private Optional<InputStream> get(String key, @Nullable String version) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(bucket.name())
                .key(bucket.full(key))
                .versionId(version)
                .build();
        try {
            ResponseInputStream<GetObjectResponse> answer = bucket.client().getObject(request);
            return Optional.of(new ResumingStream(bucket, key, request, answer));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (AwsServiceException e) {
            if (S3Errors.errorCode(e).equals("NoSuchVersion")) {
                return Optional.empty();
            }
            throw bucket.explained("reading " + key, e);
        } catch (SdkException e) {
            throw bucket.explained("reading " + key, e);
        }
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return view.find(key).map(S3View.Found::object);
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        return view.list(prefix, after);
    }

    @Override
    public Stream<String> folders(String prefix) {
        return view.folders(prefix);
    }

    @Override
    public void delete(String key) {
        List<@Nullable String> versions = view.removable(key).toList();
        for (String version : versions) {
            try {
                bucket.client()
                        .deleteObject(request -> request.bucket(bucket.name())
                                .key(bucket.full(key))
                                .versionId(version));
            } catch (AwsServiceException e) {
                throw locks.refused(key, version, e);
            } catch (SdkException e) {
                throw bucket.explained("deleting " + key, e);
            }
        }
    }

    @Override
    public Optional<LockMode> lock() {
        return bucket.location().lock();
    }

    @Override
    public Optional<Instant> lockedUntil(String key) {
        return locks.until(key);
    }

    @Override
    public void lockUntil(String key, Instant until) {
        locks.extend(key, until);
    }

    @Override
    public Abandoned collectAbandoned(Instant before) {
        return new AbandonedUploads(bucket).collect(before);
    }

    @Override
    public void close() {
        bucket.close();
    }

    @Override
    public String toString() {
        return bucket.toString();
    }
}
