/**
 * A client of PostgreSQL's replication protocol: what base backups and WAL streaming need of the frontend/backend
 * protocol 3.0, PostgreSQL 15 and newer. Entry point: {@link
 * org.theorder.lifeboat.backup.replication.ReplicationConnection}. Knows nothing of Quarkus. Source: PostgreSQL
 * documentation, "Frontend/Backend Protocol", sections 54.2, 54.4 and 54.7.
 */
@NullMarked
package org.theorder.lifeboat.backup.replication;

import org.jspecify.annotations.NullMarked;
