package org.theorder.lifeboat.backup.verification;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.storage.Storage;

/** The damaged backups of one cluster in one region, as that region was last heard to know them. */
final class CopyDamage {
    /** What this replica reads itself is known at once. */
    private static final long AGAIN_NANOS = Duration.ofMinutes(5).toNanos();

    private volatile boolean asked;
    private volatile @Nullable Fault fault;
    private volatile @Nullable Long recalledAt;

    /** Whether the region was asked ever, even if it did not answer. */
    boolean wasAsked() {
        return asked;
    }

    boolean isDue() {
        Long before = recalledAt;
        return before == null || System.nanoTime() - before > AGAIN_NANOS;
    }

    /** What a region said before it was closed stays. */
    Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    /** Asks the region, by a listing; one at a time, so that the newest answer stays. The damaged backups, oldest first. */
    synchronized List<BackupId> recall(ClusterName cluster, Storage storage) {
        try {
            List<BackupId> bad = ClusterRepository.registrations(storage, cluster).stream()
                    .flatMap(registration -> damaged(new BackupRecords(storage, registration.keys())))
                    .sorted()
                    .toList();
            know(cluster, storage, bad);
            recalledAt = System.nanoTime();
            return bad;
        } finally {
            asked = true;
        }
    }

    /**
     * Writes down what a reading found. Whoever listens is told of all that is damaged, so that is asked first: nobody would
     * be told of a reading that is written down before a listing fails, because nobody reads the backup again.
     *
     * @return as {@link #recall} would
     */
    synchronized List<BackupId> readBack(
            ClusterName cluster, Storage storage, BackupRecords records, Verification found) {
        Set<BackupId> bad = new TreeSet<>(recall(cluster, storage));
        boolean counts = !found.passed() && !records.tombstoned().contains(found.backup());
        records.verified(found);
        bad.remove(found.backup());
        if (counts) {
            bad.add(found.backup());
        }
        List<BackupId> all = List.copyOf(bad);
        know(cluster, storage, all);
        return all;
    }

    private void know(ClusterName cluster, Storage storage, List<BackupId> bad) {
        fault = bad.isEmpty() ? null : fault(cluster, storage, bad);
    }

    private static Stream<BackupId> damaged(BackupRecords records) {
        Map<BackupId, BackupRecords.Verified> verified = records.verified();
        verified.values().removeIf(BackupRecords.Verified::passed);
        if (!verified.isEmpty()) {
            verified.keySet().removeAll(records.tombstoned());
        }
        return verified.keySet().stream();
    }

    private static Fault fault(ClusterName cluster, Storage storage, List<BackupId> bad) {
        String backup = "/clusters/" + cluster + "/backups/" + bad.getLast();
        return new Fault(
                ErrorCode.VERIFICATION_FAILED,
                storage.region(),
                bad.size() + (bad.size() == 1 ? " backup is" : " backups are") + " damaged there, for example "
                        + bad.getLast() + ": GET " + backup + "/verification says which objects, POST " + backup
                        + "/repair takes what is sound in another region. Otherwise take a full backup");
    }
}
