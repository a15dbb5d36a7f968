package org.theorder.lifeboat.repository.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** Notes that it is being read. */
final class WatchedBody extends FilterInputStream {
    private final AtomicBoolean read;

    WatchedBody(InputStream in, AtomicBoolean read) {
        super(in);
        this.read = read;
    }

    @Override
    public int read() throws IOException {
        read.set(true);
        return super.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        read.set(true);
        return super.read(target, offset, length);
    }
}
