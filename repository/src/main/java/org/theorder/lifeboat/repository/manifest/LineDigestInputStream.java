package org.theorder.lifeboat.repository.manifest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Digests everything but the last line, which is what PostgreSQL's Manifest-Checksum covers. Source: PostgreSQL
 * {@code src/common/parse_manifest.c}, verify_manifest_checksum.
 */
final class LineDigestInputStream extends FilterInputStream {
    private static final int LONGEST_LINE = 64 * 1024;

    private final MessageDigest digest;
    private final byte[] line = new byte[LONGEST_LINE];
    private int lineLength;
    private boolean lineComplete;

    LineDigestInputStream(InputStream in, MessageDigest digest) {
        super(in);
        this.digest = digest;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        for (int position = offset; position < offset + count; ) {
            position = takeLine(target, position, offset + count);
        }
        return count;
    }

    /** Holds the newest line back; what was held before is digested as soon as another one begins. */
    private int takeLine(byte[] bytes, int start, int end) throws IOException {
        if (lineComplete) {
            digest.update(line, 0, lineLength);
            lineLength = 0;
            lineComplete = false;
        }
        int stop = start;
        while (stop < end && !lineComplete) {
            lineComplete = bytes[stop++] == '\n';
        }
        if (lineLength + stop - start > LONGEST_LINE) {
            throw new IOException("it has a line of more than " + LONGEST_LINE + " bytes");
        }
        System.arraycopy(bytes, start, line, lineLength, stop - start);
        lineLength += stop - start;
        return stop;
    }

    /** The line that was not digested. */
    String lastLine() throws IOException {
        if (!lineComplete) {
            throw new IOException("it does not end with a line feed");
        }
        return new String(line, 0, lineLength, StandardCharsets.UTF_8);
    }

    @Override
    public long skip(long bytes) throws IOException {
        return readNBytes((int) Math.min(bytes, LONGEST_LINE)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
