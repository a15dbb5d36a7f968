package org.theorder.lifeboat.backup.replication;

import org.jspecify.annotations.Nullable;

/**
 * One archive of a base backup as the server announces it.
 *
 * @param oid null for the data directory itself
 * @param location absolute path on the server, or relative to the data directory if the tablespace is in place; null
 *     for the data directory itself
 * @param estimatedBytes what the server expects to send
 */
public record Tablespace(@Nullable Long oid, @Nullable String location, long estimatedBytes) {}
