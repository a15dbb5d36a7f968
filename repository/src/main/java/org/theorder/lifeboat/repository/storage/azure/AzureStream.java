package org.theorder.lifeboat.repository.storage.azure;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.theorder.lifeboat.repository.storage.StorageLocation;

/** Failures while reading are those of a stream. */
final class AzureStream extends FilterInputStream {
    private final String key;
    private final StorageLocation.Azure location;

    AzureStream(InputStream in, String key, StorageLocation.Azure location) {
        super(in);
        this.key = key;
        this.location = location;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        try {
            return super.read(target, offset, count);
        } catch (RuntimeException e) {
            throw new IOException("reading " + key + " in " + location + " broke off: " + e.getMessage(), e);
        }
    }
}
