package org.theorder.lifeboat.repository.storage;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Where a region lies. {@link Object#toString} is a URL that holds no secret and may be shown.
 *
 * <ul>
 *   <li>{@code file:///srv/lifeboat/dr}
 *   <li>{@code s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-central-1&path-style=true&lock=compliance}
 *   <li>{@code azure://account/container/prefix?endpoint=https://blobs.example.org/account&lock=governance}
 * </ul>
 */
public sealed interface StorageLocation {
    /** A directory of a local or mounted file system. */
    record Directory(Path root) implements StorageLocation {
        @Override
        public String toString() {
            return "file://" + root;
        }
    }

    /**
     * A bucket of Amazon S3 or of anything compatible.
     *
     * @param prefix where the region begins in it; empty, or ending with a slash
     * @param endpoint empty for Amazon's own
     * @param awsRegion Amazon's name of the region, which also goes into signatures
     * @param pathStyle the bucket stands in the path instead of the host name
     * @param lock how every object that is to be locked is locked; the bucket must have been made with object lock
     */
    record S3(
            String bucket,
            String prefix,
            Optional<URI> endpoint,
            String awsRegion,
            boolean pathStyle,
            Optional<LockMode> lock)
            implements StorageLocation {
        @Override
        public String toString() {
            return "s3://" + bucket + "/" + prefix
                    + endpoint.map(where -> " at " + where).orElse("");
        }
    }

    /**
     * A container of Azure Blob Storage.
     *
     * @param prefix where the region begins in it; empty, or ending with a slash
     * @param endpoint of the account; empty for {@code https://<account>.blob.core.windows.net}
     * @param lock how every object that is to be locked is locked; the container must have version-level immutability
     */
    record Azure(String account, String container, String prefix, Optional<URI> endpoint, Optional<LockMode> lock)
            implements StorageLocation {
        @Override
        public String toString() {
            return "azure://" + account + "/" + container + "/" + prefix
                    + endpoint.map(where -> " at " + where).orElse("");
        }
    }

    /**
     * Reads a region's URL.
     *
     * @param where the setting's name, for example {@code lifeboat.regions.dr.url}
     * @throws LifeboatException CONFIGURATION_INVALID with that name, what is wrong, and an example; the URL itself is not
     *     repeated, because somebody may have put a secret into it
     */
    static StorageLocation parse(String url, String where) {
        return new StorageUrl(where).parse(url);
    }
}
