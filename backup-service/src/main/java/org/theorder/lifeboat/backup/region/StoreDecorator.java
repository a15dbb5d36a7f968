package org.theorder.lifeboat.backup.region;

import org.theorder.lifeboat.repository.storage.Storage;

/** Something that stands between the service and a store, behind the deadlines; every bean of this kind is asked. */
public interface StoreDecorator {
    Storage decorated(Storage store);
}
