package org.theorder.lifeboat.repository.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object's bytes; a connection that breaks is replaced by another one that begins where it broke off. */
final class ResumingStream extends InputStream {
    private static final int BREAKS = 4;

    private final Bucket bucket;
    private final GetObjectRequest request;
    private final String key;
    private final long length;
    private final @Nullable String tag;
    private @Nullable ResponseInputStream<GetObjectResponse> present;
    private long position;
    private int breaks;

    ResumingStream(Bucket bucket, String key, GetObjectRequest request, ResponseInputStream<GetObjectResponse> first) {
        this.bucket = bucket;
        this.key = key;
        this.request = request;
        this.present = first;
        this.length = first.response().contentLength();
        this.tag = first.response().eTag();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        while (true) {
            try {
                int got = connected().read(target, offset, count);
                if (got < 0 && position < length) {
                    throw new IOException(
                            "the store closed the connection after " + position + " of " + length + " bytes");
                }
                position += Math.max(got, 0);
                return got;
            } catch (IOException e) {
                broken(e);
            } catch (SdkException e) {
                // checksums that differ come like this
                throw new IOException("reading " + key + " in " + bucket + " failed: " + e.getMessage(), e);
            }
        }
    }

    private void broken(IOException e) throws IOException {
        ResponseInputStream<GetObjectResponse> old = present;
        present = null;
        if (old != null) {
            old.abort();
        }
        if (++breaks > BREAKS || position >= length || Thread.currentThread().isInterrupted()) {
            throw new IOException(
                    "reading " + key + " in " + bucket + " broke off after " + position + " of " + length + " bytes: "
                            + e.getMessage(),
                    e);
        }
    }

    private InputStream connected() throws IOException {
        ResponseInputStream<GetObjectResponse> open = present;
        if (open == null) {
            try {
                open = bucket.client()
                        .getObject(request.toBuilder()
                                .range("bytes=" + position + "-")
                                .ifMatch(tag)
                                .build());
            } catch (AbortedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("reading " + key + " was told to stop", e);
            } catch (SdkException e) {
                throw new IOException(
                        "reading " + key + " broke off after " + position + " of " + length
                                + " bytes and could not be resumed: "
                                + bucket.explained("reading " + key, e).explanation(),
                        e);
            }
            present = open;
        }
        return open;
    }

    /** What is left unread is not fetched. */
    @Override
    public void close() throws IOException {
        ResponseInputStream<GetObjectResponse> open = present;
        present = null;
        if (open == null) {
            return;
        }
        if (position < length) {
            open.abort();
        } else {
            open.close();
        }
    }
}
