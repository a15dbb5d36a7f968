package org.theorder.lifeboat.repository.backup;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * PostgreSQL's manifest of a stored backup, decompressed while it is read, verbatim; what an incremental is taken against.
 * Its end is only reached if the SHA-256 of the stored bytes is the one in the commit marker: until then nobody may believe
 * what came.
 */
public final class StoredManifest extends FilterInputStream {
    private final String named;
    private final String sha256;
    private final DigestInputStream stored;
    private boolean checked;

    private StoredManifest(InputStream plain, DigestInputStream stored, String named, String sha256) {
        super(plain);
        this.stored = stored;
        this.named = named;
        this.sha256 = sha256;
    }

    /**
     * @param backup one with files
     * @throws LifeboatException NOT_FOUND if the region does not have it, CORRUPT if it is damaged; reading may throw the same
     */
    public static StoredManifest open(Storage region, BackupMarker backup) {
        String key = backup.keys().manifest(backup.backup());
        String named = key + " in region " + region.region();
        String sha256 = requireNonNull(backup.manifestSha256());
        InputStream object = region.open(key);
        try {
            DigestInputStream stored = new DigestInputStream(object, MessageDigest.getInstance("SHA-256"));
            return new StoredManifest(Zstd.decompress(stored, backup.manifestBytes()), stored, named, sha256);
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        try {
            int count = super.read(target, offset, length);
            if (count < 0) {
                checkDigest();
            }
            return count;
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        }
    }

    @Override
    public void close() {
        try {
            super.close();
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        }
    }

    private void checkDigest() throws IOException {
        if (checked) {
            return;
        }
        stored.transferTo(OutputStream.nullOutputStream());
        String actual = HexFormat.of().formatHex(stored.getMessageDigest().digest());
        if (!actual.equals(sha256)) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, named + " is damaged: its SHA-256 is not the one in the commit marker");
        }
        checked = true;
    }
}
