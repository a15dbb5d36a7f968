package org.theorder.lifeboat.repository.wal;

import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.ClusterKeys;

/** A slice as a region lists it. */
record StoredSlice(WalName.Slice slice, Encoding encoding) {
    String key(ClusterKeys keys) {
        return slice.key(keys, encoding);
    }
}
