package org.theorder.lifeboat.restore.breakglass;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.verification.BackupVerifier;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalReader;

/** Reads what regions have of a cluster, one after another, says what it finds, and counts. */
final class ReadBack {
    private static final int READERS = 2;

    private final ClusterName cluster;
    private final Optional<BackupId> backup;
    private final boolean all;
    private final Clock clock;
    private final PrintWriter out;
    private final Map<String, TimelineHistory> histories = new HashMap<>();
    private int found;
    private int damaged;
    private int unread;

    /**
     * @param backup is read with all that it builds on; empty for the newest
     * @param all whether every backup is read
     */
    ReadBack(ClusterName cluster, Optional<BackupId> backup, boolean all, Clock clock, PrintWriter out) {
        this.cluster = cluster;
        this.backup = backup;
        this.all = all;
        this.clock = clock;
        this.out = out;
    }

    /** Backups, damaged markers and histories that were looked at. */
    int found() {
        return found;
    }

    /** How many of them are damaged. */
    int damaged() {
        return damaged;
    }

    /** Regions that could not be read to their end. */
    int unread() {
        return unread;
    }

    private void add(boolean sound) {
        found++;
        damaged += sound ? 0 : 1;
    }

    /** A region that fails on the way is said and counted, and keeps nobody from reading the next one. */
    void read(Storage region) {
        try {
            for (ClusterRegistration registration : ClusterRepository.registrations(region, cluster)) {
                BackupCatalogue catalogue = new ClusterRepository(region, registration.keys()).backups();
                catalogue.damaged().stream()
                        .filter(marker -> backup.map(id -> marker.name().equals(id.value()))
                                .orElse(true))
                        .forEach(marker -> {
                            add(false);
                            out.println("✗ " + marker.name() + " in region " + region.region()
                                    + ": its marker is damaged: " + marker.reason());
                        });
                chosen(catalogue.complete()).forEach(each -> add(isSound(region, registration, each)));
                histories(region, registration);
            }
        } catch (LifeboatException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            if (e.code().kind() == ErrorCode.Kind.CORRUPT) {
                add(false);
                out.println("✗ " + cluster + " in region " + region.region() + ": " + e.explanation());
            } else {
                unread++;
                out.println("! region " + region.region() + " could not be read to its end: " + e.explanation());
            }
        }
    }

    /** Nothing in a history vouches for its bytes but that all regions have the same ones. */
    private void histories(Storage region, ClusterRegistration registration) {
        WalReader wal = new WalReader(List.of(region), registration.keys(), registration.walSegmentBytes());
        for (int timeline : wal.timelines()) {
            String key = registration.keys().history(timeline);
            Optional<TimelineHistory> history = wal.history(timeline);
            if (history.isPresent() && !history.get().equals(histories.computeIfAbsent(key, _ -> history.get()))) {
                add(false);
                out.println("✗ " + key + " in region " + region.region() + " is not the same as in another region");
            }
        }
    }

    /** With its ancestors, as far as this region has them: what is missing is the verification's finding. */
    private Set<BackupId> chosen(List<BackupMarker> known) {
        Set<BackupId> chosen = new LinkedHashSet<>();
        if (all) {
            known.forEach(marker -> chosen.add(marker.backup()));
            return chosen;
        }
        Optional<BackupMarker> next = backup.isPresent()
                ? find(known, backup.get())
                : known.isEmpty() ? Optional.empty() : Optional.of(known.getLast());
        while (next.isPresent() && chosen.add(next.get().backup())) {
            next = Optional.ofNullable(next.get().parent()).flatMap(parent -> find(known, parent));
        }
        return chosen;
    }

    private static Optional<BackupMarker> find(List<BackupMarker> known, BackupId id) {
        return known.stream().filter(marker -> marker.backup().equals(id)).findFirst();
    }

    private boolean isSound(Storage region, ClusterRegistration registration, BackupId id) {
        Verification result = new BackupVerifier(
                        region, registration.keys(), registration.walSegmentBytes(), new ReaderSettings(READERS), clock)
                .verify(id, null);
        out.println((result.passed() ? "✓ " : "✗ ") + id + " in region " + region.region() + ": " + result.objects()
                + " objects, " + Sizes.shown(result.storedBytes()) + "; " + result.proven());
        result.damaged()
                .forEach(damage ->
                        out.println("    " + damage.code().slug() + ": " + damage.object() + ": " + damage.reason()));
        return result.passed();
    }
}
