package org.theorder.lifeboat.repository.verification;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;

/** Reads no more bytes per second than it may, over all its streams together; makes up for a second of what was missed. */
public final class PacedStorage extends ForwardingStorage {
    private static final long NANOS = 1_000_000_000L;

    private final long bytesPerSecond;
    private long paidUntil = System.nanoTime();

    /** @param bytesPerSecond at least 1 */
    public PacedStorage(Storage behind, long bytesPerSecond) {
        super(behind);
        this.bytesPerSecond = Math.max(1, bytesPerSecond);
    }

    @Override
    public InputStream open(String key) {
        return new FilterInputStream(super.open(key)) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                await(Math.max(count, 0));
                return count;
            }
        };
    }

    private void await(int bytes) {
        long due;
        synchronized (this) {
            paidUntil =
                    Math.max(paidUntil, System.nanoTime() - NANOS) + (long) ((double) bytes / bytesPerSecond * NANOS);
            due = paidUntil;
        }
        for (long left = due - System.nanoTime();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
