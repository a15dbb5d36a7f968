package org.theorder.lifeboat.repository.backup;

/**
 * A file that passed completely.
 *
 * @param manifestPath how the manifest names it
 * @param checksum as computed while it passed, to be compared with the manifest
 */
record ReceivedFile(IndexedFile file, String manifestPath, String checksum) {}
