package org.theorder.lifeboat.repository.wal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.layout.ClusterKeys;

/** What seals say about the WAL of one region. */
public final class SealedObjects {
    private final RegionName region;
    private final ClusterKeys keys;
    private final Map<String, List<WalSeal.SealedObject>> objects = new HashMap<>();

    public SealedObjects(RegionName region, ClusterKeys keys) {
        this.region = region;
        this.keys = keys;
    }

    /** What the stored bytes of an object are. */
    public enum Verdict {
        /** Bytes that a seal vouches for. */
        AS_SEALED,
        /** Others than the region had when it was sealed. */
        DAMAGED,
        /** No seal covers it; or it was not in this region then, and came there encrypted another time. */
        UNSEALED
    }

    public void add(WalSeal seal) {
        seal.objects()
                .forEach(each -> objects.computeIfAbsent(keys.wal() + each.object(), key -> new ArrayList<>())
                        .add(each));
    }

    /** How this region stored an object when it was sealed; empty if no seal says so. */
    public Optional<StoredDigest> own(String key) {
        return objects.getOrDefault(key, List.of()).stream()
                .filter(each -> each.regions().contains(region))
                .map(WalSeal.SealedObject::digest)
                .findFirst();
    }

    /** @param sha256 of the bytes that the region has now, hexadecimal */
    public Verdict verdict(String key, String sha256) {
        boolean known = objects.getOrDefault(key, List.of()).stream()
                .anyMatch(each -> each.sha256().equals(sha256));
        if (known) {
            return Verdict.AS_SEALED;
        }
        return own(key).isPresent() ? Verdict.DAMAGED : Verdict.UNSEALED;
    }
}
