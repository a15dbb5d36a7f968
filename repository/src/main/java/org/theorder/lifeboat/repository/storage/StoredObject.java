package org.theorder.lifeboat.repository.storage;

import java.time.Instant;

/**
 * An object that is there.
 *
 * @param length stored bytes
 * @param modifiedAt when it was written, by the storage's clock
 */
public record StoredObject(String key, long length, Instant modifiedAt) {}
