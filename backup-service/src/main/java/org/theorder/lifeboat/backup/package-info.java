/**
 * backup-service: what is protected, and how. {@code cluster} knows the protected clusters, {@code region} the copies of
 * the repository, {@code replication} speaks PostgreSQL's protocol, {@code run} takes backups, {@code wal} streams WAL,
 * {@code catalogue} reads what the repository holds, {@code protection} tells how safe everything is.
 */
@NullMarked
package org.theorder.lifeboat.backup;

import org.jspecify.annotations.NullMarked;
