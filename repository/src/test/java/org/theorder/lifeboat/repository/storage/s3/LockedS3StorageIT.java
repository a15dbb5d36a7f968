package org.theorder.lifeboat.repository.storage.s3;

import org.theorder.lifeboat.repository.testing.S3Buckets;

/** The contract in a bucket with object lock. */
class LockedS3StorageIT extends S3StorageIT {
    @Override
    protected String bucket() {
        return S3Buckets.lockable();
    }

    @Override
    protected String parameters() {
        return "&lock=compliance";
    }
}
