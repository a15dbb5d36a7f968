package org.theorder.lifeboat.backup.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * Whether an incremental can be taken, on top of what, and if not, why. Looks only at what it is given; what the server
 * alone knows (missing summaries) comes out when it is asked for the backup.
 */
final class BackupChooser {
    private final ServerFacts server;
    private final int longestChain;
    private final List<Map<BackupId, BackupMarker>> regions = new ArrayList<>();
    private final Set<BackupId> damaged;

    /**
     * @param regions the complete backups of this server in each region that the incremental goes to
     * @param damaged those that did not pass when they were last read back in one of these regions
     */
    BackupChooser(ServerFacts server, int longestChain, Collection<List<BackupMarker>> regions, Set<BackupId> damaged) {
        this.server = server;
        this.longestChain = longestChain;
        this.damaged = damaged;
        for (List<BackupMarker> markers : regions) {
            Map<BackupId, BackupMarker> byId = new HashMap<>();
            markers.forEach(marker -> byId.put(marker.backup(), marker));
            this.regions.add(byId);
        }
    }

    BackupChoice incremental() {
        boolean pages = server.version().takesIncrementals();
        List<BackupMarker> candidates = candidates(pages);
        if (candidates.isEmpty()) {
            return full(
                    ErrorCode.NOT_FOUND,
                    "no full backup of system " + server.system() + " exists yet that an incremental could build on");
        }
        Optional<BackupMarker> parent =
                candidates.stream().filter(this::isSoundEverywhere).findFirst();
        if (parent.isEmpty()) {
            return noParent(candidates.getFirst());
        }
        FullBecause because = against(parent.get(), pages);
        if (because != null) {
            return new BackupChoice.Full(because);
        }
        return pages ? new BackupChoice.Pages(parent.get()) : new BackupChoice.SealedWal(parent.get());
    }

    /** Newest first. */
    private List<BackupMarker> candidates(boolean withFiles) {
        Map<BackupId, BackupMarker> all = new HashMap<>();
        regions.forEach(all::putAll);
        return all.values().stream()
                .filter(marker -> !withFiles || marker.hasFiles())
                .sorted(Comparator.comparing(BackupMarker::backup).reversed())
                .toList();
    }

    private boolean isSoundEverywhere(BackupMarker marker) {
        return regions.stream()
                .allMatch(region -> chain(marker, region)
                        .filter(chain -> firstDamaged(chain).isEmpty())
                        .isPresent());
    }

    private Optional<BackupId> firstDamaged(List<BackupMarker> chain) {
        return chain.stream()
                .map(BackupMarker::backup)
                .filter(damaged::contains)
                .findFirst();
    }

    private BackupChoice noParent(BackupMarker newest) {
        Optional<BackupId> bad = regions.stream()
                .flatMap(region -> chain(newest, region).stream())
                .flatMap(chain -> firstDamaged(chain).stream())
                .findFirst();
        if (bad.isPresent()) {
            return full(
                    ErrorCode.CHAIN_BROKEN,
                    bad.get() + " was found damaged in a region when it was last read back, so nothing may build on"
                            + " it; GET /clusters/{name}/backups/" + bad.get()
                            + "/verification says where, POST …/repair takes what another region has");
        }
        boolean wholeSomewhere =
                regions.stream().anyMatch(region -> chain(newest, region).isPresent());
        return wholeSomewhere
                ? full(
                        ErrorCode.REGION_BEHIND,
                        "no earlier backup is whole in every region that this one goes to; the newest is "
                                + newest.backup())
                : full(ErrorCode.CHAIN_BROKEN, "backups that " + newest.backup() + " builds on are missing");
    }

    private @Nullable FullBecause against(BackupMarker parent, boolean pages) {
        if (parent.timeline() != server.timeline() || parent.stopTimeline() != server.timeline()) {
            return new FullBecause(
                    ErrorCode.TIMELINE_CHANGED,
                    "the server is on timeline " + server.timeline() + ", the newest backup, " + parent.backup()
                            + ", on timeline " + parent.stopTimeline() + ": it was promoted or restored since");
        }
        int chain = chain(parent, regions.getFirst()).map(List::size).orElse(0);
        if (chain > longestChain) {
            return new FullBecause(
                    ErrorCode.CHAIN_TOO_LONG,
                    chain - 1 + " incrementals up to " + parent.backup()
                            + " build on one full backup, as many as backup.longestChain allows");
        }
        return pages ? againstPages(parent) : null;
    }

    private @Nullable FullBecause againstPages(BackupMarker parent) {
        Boolean checksums = parent.dataChecksums();
        if (checksums == null || checksums != server.dataChecksums()) {
            return new FullBecause(
                    ErrorCode.SERVER_CHANGED,
                    "page checksums are " + (server.dataChecksums() ? "on" : "off") + " now, and were "
                            + (checksums == null ? "not noted" : checksums ? "on" : "off") + " in "
                            + parent.backup());
        }
        if (!server.summarizesWal()) {
            return new FullBecause(
                    ErrorCode.SUMMARIES_MISSING,
                    "the server does not summarize its WAL; run: ALTER SYSTEM SET summarize_wal = on; SELECT"
                            + " pg_reload_conf()");
        }
        return null;
    }

    private static BackupChoice full(ErrorCode code, String message) {
        return new BackupChoice.Full(new FullBecause(code, message));
    }

    /** From the backup down to its full one; empty if a link is missing. */
    private static Optional<List<BackupMarker>> chain(BackupMarker newest, Map<BackupId, BackupMarker> region) {
        List<BackupMarker> chain = new ArrayList<>();
        Set<BackupId> seen = new HashSet<>();
        BackupId next = newest.backup();
        while (next != null) {
            BackupMarker marker = region.get(next);
            if (marker == null || !seen.add(next)) {
                return Optional.empty();
            }
            chain.add(marker);
            next = marker.parent();
        }
        return Optional.of(chain);
    }
}
