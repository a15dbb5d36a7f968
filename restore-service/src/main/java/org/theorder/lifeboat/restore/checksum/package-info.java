/** Page checksums as PostgreSQL computes them, over all relation files of a stopped server. */
@NullMarked
package org.theorder.lifeboat.restore.checksum;

import org.jspecify.annotations.NullMarked;
