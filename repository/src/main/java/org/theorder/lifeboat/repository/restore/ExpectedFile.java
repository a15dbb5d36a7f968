package org.theorder.lifeboat.repository.restore;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.manifest.ManifestFile;

/**
 * A file of a backup.
 *
 * @param manifest what PostgreSQL says about it; null for WAL that came with the stream, which no manifest lists
 */
record ExpectedFile(IndexedFile indexed, @Nullable ManifestFile manifest) {}
