package org.theorder.lifeboat.repository.storage.s3;

import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.repository.storage.Abandoned;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/** Uploads in parts that were begun and never completed: invisible, and paid for. */
final class AbandonedUploads {
    private final Bucket bucket;

    AbandonedUploads(Bucket bucket) {
        this.bucket = bucket;
    }

    Abandoned collect(Instant before) {
        Abandoned removed = Abandoned.NOTHING;
        for (MultipartUpload upload : begunBefore(before)) {
            try {
                long bytes = bytes(upload);
                bucket.client()
                        .abortMultipartUpload(request ->
                                request.bucket(bucket.name()).key(upload.key()).uploadId(upload.uploadId()));
                removed = removed.plus(bytes);
            } catch (AwsServiceException e) {
                if (e.statusCode() != 404) {
                    throw bucket.explained("removing an abandoned upload", e);
                }
                // completed or aborted in this moment
            } catch (SdkException e) {
                throw bucket.explained("removing an abandoned upload", e);
            }
        }
        return removed;
    }

    private List<MultipartUpload> begunBefore(Instant before) {
        return bucket.call(
                "listing unfinished uploads",
                () -> bucket
                        .client()
                        .listMultipartUploadsPaginator(request -> request.bucket(bucket.name())
                                .prefix(bucket.location().prefix()))
                        .uploads()
                        .stream()
                        .filter(upload -> upload.initiated().isBefore(before))
                        .toList());
    }

    private long bytes(MultipartUpload upload) {
        return bucket
                .client()
                .listPartsPaginator(request ->
                        request.bucket(bucket.name()).key(upload.key()).uploadId(upload.uploadId()))
                .parts()
                .stream()
                .mapToLong(Part::size)
                .sum();
    }
}
