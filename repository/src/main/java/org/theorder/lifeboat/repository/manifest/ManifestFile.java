package org.theorder.lifeboat.repository.manifest;

/**
 * A file as PostgreSQL's manifest describes it.
 *
 * @param path below the data directory, tablespaces as {@code pg_tblspc/<oid>/…}; see {@link
 *     org.theorder.lifeboat.repository.layout.DataPath}
 * @param checksum lower-case hexadecimal; empty for NONE
 */
public record ManifestFile(String path, long size, ChecksumAlgorithm algorithm, String checksum) {}
