package org.theorder.lifeboat.repository.storage.s3;

import org.theorder.lifeboat.repository.testing.S3Buckets;

/** The contract in a bucket that keeps versions, without object lock. */
class VersionedS3StorageIT extends S3StorageIT {
    @Override
    protected String bucket() {
        return S3Buckets.versioned();
    }
}
