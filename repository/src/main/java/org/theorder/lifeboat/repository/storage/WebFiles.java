package org.theorder.lifeboat.repository.storage;

import java.util.Optional;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.azure.AzureWebFiles;
import org.theorder.lifeboat.repository.storage.s3.S3WebFiles;

/**
 * Files that a web server gives out of a directory, a bucket or a container. Unlike the objects of a repository they are
 * overwritten; whoever reads one meanwhile gets the old or the new one whole.
 */
public interface WebFiles extends AutoCloseable {
    /**
     * Puts a file in the place of the one that is there.
     *
     * @param path below the place, for example {@code history/index.html}
     * @param contentType as the header
     * @param cacheControl as the header; a directory keeps neither, its web server gives them
     * @throws LifeboatException NO_SPACE, STORE_UNREACHABLE; the old file is whole then
     */
    void put(String path, byte[] content, String contentType, String cacheControl);

    /**
     * A file as it was put.
     *
     * @return empty if it is not there, or if the store does not tell
     * @throws LifeboatException STORE_UNREACHABLE
     */
    Optional<byte[]> get(String path);

    /** Nothing happens if it is not there. */
    void remove(String path);

    @Override
    void close();

    /** The bucket, the container or the parent of the directory must be there; nothing is asked yet. */
    static WebFiles at(StorageLocation location, StorageAccess access) {
        return switch (location) {
            case StorageLocation.Directory directory -> new WebDirectory(directory.root());
            case StorageLocation.S3 s3 -> new S3WebFiles(s3, access);
            case StorageLocation.Azure azure -> new AzureWebFiles(azure, access);
        };
    }
}
