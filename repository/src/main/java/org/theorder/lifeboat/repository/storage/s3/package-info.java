/** A region in Amazon S3 or anything compatible. Start at {@link org.theorder.lifeboat.repository.storage.s3.S3Store}. */
@NullMarked
package org.theorder.lifeboat.repository.storage.s3;

import org.jspecify.annotations.NullMarked;
