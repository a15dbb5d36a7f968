package org.theorder.lifeboat.repository.storage.s3;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.LockMode;
import org.theorder.lifeboat.repository.storage.PutResult;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Makes objects, in one request or in several parts; never over one that is there. */
final class S3Writer {
    private static final Logger LOG = LoggerFactory.getLogger(S3Writer.class);

    /** {@code If-None-Match} with this: only if nothing is there. */
    private static final String ANYTHING = "*";

    private static final String TYPE = "application/octet-stream";

    private final Bucket bucket;
    private final long partBytes;

    /** @param partBytes larger objects go up in parts of this size */
    S3Writer(Bucket bucket, long partBytes) {
        this.bucket = bucket;
        this.partBytes = partBytes;
    }

    PutResult put(String key, Content content, @Nullable Instant lockUntil) {
        AtomicBoolean sent = new AtomicBoolean();
        try {
            return SentWatch.watching(
                    sent,
                    () -> new PutResult.Created(
                            content.length() <= partBytes
                                    ? whole(key, content, lockUntil)
                                    : inParts(key, content, lockUntil)));
        } catch (SdkException e) {
            if (e instanceof AwsServiceException answer && answer.statusCode() == 412) {
                return new PutResult.Exists();
            }
            boolean refused = e instanceof AwsServiceException answer && answer.statusCode() < 500;
            return new PutResult.Failed(bucket.explained("writing " + key, e), sent.get() && !refused);
        }
    }

    private @Nullable String whole(String key, Content content, @Nullable Instant lockUntil) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket.name())
                .key(bucket.full(key))
                .ifNoneMatch(ANYTHING)
                .contentType(TYPE)
                .checksumCRC32C(checksum(content))
                .overrideConfiguration(bucket.times(content.length()));
        if (lockUntil != null) {
            request.objectLockMode(lockMode()).objectLockRetainUntilDate(lockUntil);
        }
        return bucket.client().putObject(request.build(), body(content)).versionId();
    }

    private @Nullable String inParts(String key, Content content, @Nullable Instant lockUntil) {
        CreateMultipartUploadRequest.Builder begin = CreateMultipartUploadRequest.builder()
                .bucket(bucket.name())
                .key(bucket.full(key))
                .contentType(TYPE)
                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
        if (lockUntil != null) {
            begin.objectLockMode(lockMode()).objectLockRetainUntilDate(lockUntil);
        }
        String upload = bucket.client().createMultipartUpload(begin.build()).uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < content.length(); from += partBytes) {
                Content part = content.slice(from, Math.min(partBytes, content.length() - from));
                parts.add(part(key, upload, parts.size() + 1, part));
            }
            return bucket.client()
                    .completeMultipartUpload(request -> request.bucket(bucket.name())
                            .key(bucket.full(key))
                            .uploadId(upload)
                            .ifNoneMatch(ANYTHING)
                            .multipartUpload(completed -> completed.parts(parts)))
                    .versionId();
        } catch (SdkException e) {
            abort(key, upload, e);
            throw e;
        }
    }

    private CompletedPart part(String key, String upload, int number, Content part) {
        String checksum = checksum(part);
        String tag = bucket.client()
                .uploadPart(
                        request -> request.bucket(bucket.name())
                                .key(bucket.full(key))
                                .uploadId(upload)
                                .partNumber(number)
                                .checksumCRC32C(checksum)
                                .overrideConfiguration(bucket.times(part.length())),
                        body(part))
                .eTag();
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(tag)
                .checksumCRC32C(checksum)
                .build();
    }

    /** The parts cost until they are removed; if this fails too, {@code collectAbandoned} finds them. */
    private void abort(String key, String upload, SdkException why) {
        try {
            bucket.client()
                    .abortMultipartUpload(request ->
                            request.bucket(bucket.name()).key(bucket.full(key)).uploadId(upload));
        } catch (SdkException e) {
            why.addSuppressed(e);
            LOG.info("An upload is left to be collected later: store={} key={}", bucket, key);
        }
    }

    private ObjectLockMode lockMode() {
        return bucket.location()
                .lock()
                .map(S3Writer::lockMode)
                .orElseThrow(() -> new IllegalStateException("a lock where none can be"));
    }

    static ObjectLockMode lockMode(LockMode mode) {
        return switch (mode) {
            case GOVERNANCE -> ObjectLockMode.GOVERNANCE;
            case COMPLIANCE -> ObjectLockMode.COMPLIANCE;
        };
    }

    private static RequestBody body(Content content) {
        return RequestBody.fromContentProvider(content::open, content.length(), TYPE);
    }

    /** CRC-32C as S3 wants it: four bytes, the highest first, in base 64. */
    private static String checksum(Content content) {
        CRC32C crc = new CRC32C();
        content.buffers().forEach(crc::update);
        byte[] bytes =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(bytes);
    }
}
