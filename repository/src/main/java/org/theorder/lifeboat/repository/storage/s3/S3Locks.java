package org.theorder.lifeboat.repository.storage.s3;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/** The locks of object versions. */
final class S3Locks {
    private final Bucket bucket;
    private final S3View view;

    S3Locks(Bucket bucket, S3View view) {
        this.bucket = bucket;
        this.view = view;
    }

    Optional<Instant> until(String key) {
        return view.find(key)
                .flatMap(found -> retention(key, found.version()))
                .map(retention -> retention.retainUntilDate());
    }

    /** A version that is locked more strongly than the region asks for stays so. */
    void extend(String key, Instant until) {
        String version = view.find(key)
                .orElseThrow(() -> new LifeboatException(ErrorCode.NOT_FOUND, key + " is not in " + bucket))
                .version();
        boolean strongAlready = retention(key, version)
                .filter(retention -> retention.mode() == ObjectLockRetentionMode.COMPLIANCE)
                .isPresent();
        String mode = strongAlready
                ? ObjectLockRetentionMode.COMPLIANCE.toString()
                : bucket.location().lock().orElseThrow().name();
        bucket.call(
                "locking " + key,
                () -> bucket.client()
                        .putObjectRetention(request -> request.bucket(bucket.name())
                                .key(bucket.full(key))
                                .versionId(version)
                                .retention(lock -> lock.mode(mode).retainUntilDate(until))));
    }

    private Optional<ObjectLockRetention> retention(String key, @Nullable String version) {
        try {
            return Optional.ofNullable(bucket.client()
                            .getObjectRetention(request -> request.bucket(bucket.name())
                                    .key(bucket.full(key))
                                    .versionId(version))
                            .retention())
                    .filter(retention -> retention.retainUntilDate() != null);
        } catch (AwsServiceException e) {
            boolean unlocked = e.statusCode() == 404 || S3Errors.errorCode(e).equals("InvalidRequest");
            if (unlocked && !S3Errors.errorCode(e).equals("NoSuchBucket")) {
                return Optional.empty();
            }
            throw bucket.explained("asking for the lock of " + key, e);
        } catch (SdkException e) {
            throw bucket.explained("asking for the lock of " + key, e);
        }
    }

    /** Why a deletion was refused: OBJECT_LOCKED if the store holds a lock on the version that has not ended. */
    LifeboatException refused(String key, @Nullable String version, AwsServiceException e) {
        if (e.statusCode() == 403 && version != null) {
            Optional<Instant> until = retention(key, version).map(ObjectLockRetention::retainUntilDate);
            Instant now = S3Errors.answeredAt(e).orElse(Instant.MIN);
            if (until.isPresent() && !until.get().isBefore(now)) {
                return new LifeboatException(
                        ErrorCode.OBJECT_LOCKED, key + " in " + bucket + " is locked until " + until.get(), e);
            }
            if (hasLegalHold(key, version)) {
                return new LifeboatException(
                        ErrorCode.OBJECT_LOCKED,
                        key + " in " + bucket + " has a legal hold, which somebody must lift before it can go",
                        e);
            }
        }
        return bucket.explained("deleting " + key, e);
    }

    private boolean hasLegalHold(String key, String version) {
        try {
            return "ON"
                    .equals(bucket.client()
                            .getObjectLegalHold(request -> request.bucket(bucket.name())
                                    .key(bucket.full(key))
                                    .versionId(version))
                            .legalHold()
                            .statusAsString());
        } catch (SdkException e) {
            return false;
        }
    }
}
