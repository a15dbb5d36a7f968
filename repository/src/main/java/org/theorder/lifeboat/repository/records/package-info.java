/** What is written down about backups after they were taken: write-once objects beside them, most of it in their names. */
@NullMarked
package org.theorder.lifeboat.repository.records;

import org.jspecify.annotations.NullMarked;
