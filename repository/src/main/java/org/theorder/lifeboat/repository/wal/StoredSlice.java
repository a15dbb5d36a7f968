package org.theorder.lifeboat.repository.wal;

import org.theorder.lifeboat.repository.storage.StoredObject;

/** A slice as a region lists it. */
record StoredSlice(WalName.Slice slice, StoredObject object) {
    String key() {
        return object.key();
    }
}
