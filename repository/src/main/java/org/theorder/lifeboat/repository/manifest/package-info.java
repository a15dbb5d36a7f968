/** PostgreSQL's backup_manifest, and the checksums that stand in it. */
@NullMarked
package org.theorder.lifeboat.repository.manifest;

import org.jspecify.annotations.NullMarked;
