package org.theorder.lifeboat.repository.wal;

import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** Every WAL object of a cluster in one region, by listing. */
public final class WalInventory {
    /** A full segment or a slice, and the object that holds it. */
    public record Listed(WalName name, StoredObject object) {}

    private WalInventory() {}

    /** Segments and slices in the order of their keys; histories and what is none of ours are passed over. To be closed. */
    public static Stream<Listed> of(Storage region, ClusterKeys keys, int segmentBytes) {
        return region.list(keys.wal()).flatMap(object -> parse(object, segmentBytes).stream());
    }

    private static Optional<Listed> parse(StoredObject object, int segmentBytes) {
        Optional<WalName> slice =
                WalName.Slice.parse(object.key(), segmentBytes).map(WalName.class::cast);
        return slice.or(() -> WalName.Full.parse(object.key(), segmentBytes).map(WalName.Full::new))
                .map(name -> new Listed(name, object));
    }
}
