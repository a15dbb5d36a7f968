package org.theorder.lifeboat.repository;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * The commit markers of one cluster in one region that were read before. They are written once, so a listing that is made
 * again and again reads those only that are new. Whoever needs to know that a marker is still there and still sound begins
 * with a new one. For several threads.
 */
public final class KnownMarkers {
    private final Map<BackupId, BackupMarker> read = new ConcurrentHashMap<>();

    /** What was read before, or is read now; what is absent or damaged is read again the next time. */
    Optional<BackupMarker> marker(BackupId backup, Function<BackupId, Optional<BackupMarker>> reading) {
        return Optional.ofNullable(read.get(backup)).or(() -> {
            Optional<BackupMarker> found = reading.apply(backup);
            found.ifPresent(marker -> read.put(backup, marker));
            return found;
        });
    }

    void keepOnly(Collection<BackupId> listed) {
        read.keySet().retainAll(listed);
    }
}
