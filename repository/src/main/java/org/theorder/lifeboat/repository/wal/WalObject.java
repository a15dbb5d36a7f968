package org.theorder.lifeboat.repository.wal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Content;

/**
 * A piece of WAL, compressed and perhaps encrypted once and then put into every region. {@link WalEncoder} makes encrypted
 * ones.
 *
 * @param name what it is
 * @param encoding how the content is encoded; without meaning for a history, which is stored as it is
 * @param content as stored
 * @param sha256 of the stored bytes, hexadecimal
 * @param plainSha256 of the WAL itself, hexadecimal; null unless it is encrypted
 */
public record WalObject(
        WalName name,
        Encoding encoding,
        Content content,
        String sha256,
        @Nullable String plainSha256) {
    /** A full segment that is not encrypted; see {@link WalEncoder#segment}. */
    public static WalObject segment(WalSegment segment, ByteBuffer bytes) {
        return WalEncoder.PLAIN.segment(segment, bytes);
    }

    /** A slice that is not encrypted; see {@link WalEncoder#slice}. */
    public static WalObject slice(WalSegment segment, Lsn from, ByteBuffer bytes) {
        return WalEncoder.PLAIN.slice(segment, from, bytes);
    }

    /**
     * A timeline's history file, verbatim as TIMELINE_HISTORY sends it; stored as it is.
     *
     * @throws LifeboatException CORRUPT if it is not one
     */
    public static WalObject history(int timeline, byte[] bytes) {
        TimelineHistory.parse(timeline, bytes);
        Content content = Content.of(bytes.clone());
        return new WalObject(
                new WalName.History(timeline),
                Encoding.ZSTD,
                content,
                StoredDigest.of(content).sha256(),
                null);
    }

    StoredDigest digest() {
        return new StoredDigest(content.length(), sha256);
    }

    /** Where it is stored. */
    public String key(ClusterKeys keys) {
        return name.key(keys, encoding);
    }
}
