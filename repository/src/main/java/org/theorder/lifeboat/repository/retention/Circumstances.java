package org.theorder.lifeboat.repository.retention;

import java.util.List;
import java.util.Set;
import org.theorder.lifeboat.events.BackupId;

/**
 * What retention in one region must know from elsewhere.
 *
 * @param others the cluster's other regions, those that could be asked
 * @param allAnswered whether these are all of them
 * @param running backups that are being taken or copied at this moment
 * @param requested backups that an operator wants to be deleted before their time; every other protection holds
 * @param superseded whether another server has the cluster's name by now, so that no new backups can come
 */
public record Circumstances(
        List<OtherRegion> others,
        boolean allAnswered,
        Set<BackupId> running,
        Set<BackupId> requested,
        boolean superseded) {
    public Circumstances {
        others = List.copyOf(others);
        running = Set.copyOf(running);
        requested = Set.copyOf(requested);
    }

    /** One region alone, and nothing runs. */
    public static Circumstances quiet() {
        return new Circumstances(List.of(), true, Set.of(), Set.of(), false);
    }
}
