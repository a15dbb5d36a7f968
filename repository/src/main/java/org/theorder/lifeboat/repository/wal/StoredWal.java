package org.theorder.lifeboat.repository.wal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.encryption.AgeInputStream;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/** WAL objects in one region, whichever way they are encoded. */
final class StoredWal {
    private StoredWal() {}

    /** The keys under which something may be stored, in the order in which it is looked for. */
    static Stream<String> keys(WalName name, ClusterKeys keys) {
        return name instanceof WalName.History
                ? Stream.of(name.key(keys))
                : Stream.of(Encoding.ZSTD_AGE, Encoding.ZSTD).map(encoding -> name.key(keys, encoding));
    }

    /** The keys under which a full segment may be stored. */
    static Stream<String> segmentKeys(ClusterKeys keys, String segment) {
        return Stream.of(Encoding.values()).map(encoding -> keys.segment(segment, encoding));
    }

    /** The key under which it is stored; empty if it certainly is not there. */
    static Optional<String> find(Storage region, WalName name, ClusterKeys keys) {
        return keys(name, keys).filter(key -> region.find(key).isPresent()).findFirst();
    }

    /**
     * The plain bytes of an object.
     *
     * @param limit more bytes than these are an error
     */
    static InputStream open(Storage region, String key, Identities identities, long limit) throws IOException {
        InputStream stored = region.open(key);
        try {
            return Zstd.decompress(frame(stored, region, key, identities), limit);
        } catch (IOException | RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    /** @throws org.theorder.lifeboat.events.LifeboatException IDENTITY_MISSING if it is encrypted for others */
    static void requireIdentity(Storage region, String key, Identities identities) {
        String named = key + " in region " + region.region();
        try (InputStream stored = region.open(key);
                InputStream frame = frame(stored, region, key, identities)) {
            var _ = frame.read();
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        }
    }

    private static InputStream frame(InputStream stored, Storage region, String key, Identities identities)
            throws IOException {
        return switch (Encoding.ofName(key)) {
            case ZSTD -> stored;
            case ZSTD_AGE -> AgeInputStream.open(stored, identities, key + " in region " + region.region());
        };
    }
}
