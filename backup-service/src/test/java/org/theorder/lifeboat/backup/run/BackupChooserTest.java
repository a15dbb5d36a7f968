package org.theorder.lifeboat.backup.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.replication.ServerVersion;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.IncrementalMethod;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.ParentStart;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;

/** Which backup is taken when an incremental is asked for. Correctness line 11. */
class BackupChooserTest {
    private static final SystemIdentifier SYSTEM = new SystemIdentifier(7);
    private static final BackupMarker FULL = marker(1, null, null, 1, true);
    private static final BackupMarker FIRST = marker(2, FULL, IncrementalMethod.PAGES, 1, true);
    private static final BackupMarker SECOND = marker(3, FIRST, IncrementalMethod.PAGES, 1, true);
    private static final BackupMarker WAL = marker(3, FULL, IncrementalMethod.WAL, 1, true);

    @Test
    void newestBackupIsTheParent() {
        assertThat(choose(server(180_006), List.of(FULL, FIRST, SECOND))).isEqualTo(new BackupChoice.Pages(SECOND));
        assertThat(choose(server(170_008), List.of(FULL))).isEqualTo(new BackupChoice.Pages(FULL));
    }

    @Test
    void olderServersSealTheirWal() {
        for (int version : new int[] {150_018, 160_014, 170_007, 180_001}) {
            assertThat(choose(server(version), List.of(FULL, WAL))).isEqualTo(new BackupChoice.SealedWal(WAL));
        }
    }

    @Test
    void pagesBuildOnABackupThatHasFiles() {
        assertThat(choose(server(170_008), List.of(FULL, WAL))).isEqualTo(new BackupChoice.Pages(FULL));
    }

    @Test
    void withoutAnyBackupAFullOneIsTaken() {
        assertFull(choose(server(180_006), List.of()), ErrorCode.NOT_FOUND, "no full backup of system 7");
    }

    @Test
    void brokenChainAsksForAFull() {
        assertFull(choose(server(180_006), List.of(SECOND)), ErrorCode.CHAIN_BROKEN, SECOND.backup() + "");
        // unless an older one is whole: what has changed since then is all that is needed
        assertThat(choose(server(180_006), List.of(FULL, SECOND))).isEqualTo(new BackupChoice.Pages(FULL));
    }

    @Test
    void parentMustBeWholeInEveryRegion() {
        assertThat(new BackupChooser(
                                server(180_006),
                                24,
                                List.of(List.of(FULL, FIRST, SECOND), List.of(FULL, FIRST)),
                                Set.of())
                        .incremental())
                .isEqualTo(new BackupChoice.Pages(FIRST));
        assertFull(
                new BackupChooser(server(180_006), 24, List.of(List.of(FULL), List.of()), Set.of()).incremental(),
                ErrorCode.REGION_BEHIND,
                FULL.backup() + "");
    }

    @Test
    void nothingBuildsOnWhatWasFoundDamaged() {
        List<BackupMarker> stored = List.of(FULL, FIRST, SECOND);
        assertThat(choose(server(180_006), stored, Set.of(SECOND.backup()))).isEqualTo(new BackupChoice.Pages(FIRST));
        assertThat(choose(server(180_006), stored, Set.of(FIRST.backup()))).isEqualTo(new BackupChoice.Pages(FULL));
        assertFull(
                choose(server(180_006), stored, Set.of(FULL.backup())),
                ErrorCode.CHAIN_BROKEN,
                FULL.backup() + " was found damaged");
        assertFull(
                choose(server(150_018), List.of(FULL, WAL), Set.of(FULL.backup())),
                ErrorCode.CHAIN_BROKEN,
                FULL.backup() + " was found damaged");
    }

    @Test
    void longestChainIsNotExceeded() {
        BackupChooser two = new BackupChooser(server(180_006), 2, List.of(List.of(FULL, FIRST, SECOND)), Set.of());
        assertFull(two.incremental(), ErrorCode.CHAIN_TOO_LONG, "2 incrementals");
        assertThat(new BackupChooser(server(180_006), 3, List.of(List.of(FULL, FIRST, SECOND)), Set.of()).incremental())
                .isEqualTo(new BackupChoice.Pages(SECOND));
    }

    @Test
    void newTimelineAsksForAFull() {
        ServerFacts promoted = new ServerFacts(SYSTEM, new ServerVersion(180_006), 2, true, true);
        assertFull(choose(promoted, List.of(FULL)), ErrorCode.TIMELINE_CHANGED, "timeline 2");
        ServerFacts old = new ServerFacts(SYSTEM, new ServerVersion(150_018), 2, false, true);
        assertFull(choose(old, List.of(FULL)), ErrorCode.TIMELINE_CHANGED, "timeline 2");
    }

    @Test
    void changedOrUnknownPageChecksumsAskForAFull() {
        ServerFacts without = new ServerFacts(SYSTEM, new ServerVersion(180_006), 1, true, false);
        assertFull(choose(without, List.of(FULL)), ErrorCode.SERVER_CHANGED, "off now");
        assertFull(
                choose(server(180_006), List.of(marker(1, null, null, 1, null))),
                ErrorCode.SERVER_CHANGED,
                "not noted");
    }

    @Test
    void serverThatDoesNotSummarizeAsksForAFull() {
        ServerFacts off = new ServerFacts(SYSTEM, new ServerVersion(180_006), 1, false, true);
        assertFull(choose(off, List.of(FULL)), ErrorCode.SUMMARIES_MISSING, "summarize_wal = on");
    }

    private static BackupChoice choose(ServerFacts server, List<BackupMarker> everywhere) {
        return choose(server, everywhere, Set.of());
    }

    private static BackupChoice choose(ServerFacts server, List<BackupMarker> everywhere, Set<BackupId> damaged) {
        return new BackupChooser(server, 24, List.of(everywhere, everywhere), damaged).incremental();
    }

    private static void assertFull(BackupChoice choice, ErrorCode code, String part) {
        assertThat(choice).isInstanceOfSatisfying(BackupChoice.Full.class, full -> {
            assertThat(full.because()).isNotNull();
            assertThat(full.because().code()).isEqualTo(code);
            assertThat(full.because().message()).contains(part);
        });
    }

    private static ServerFacts server(int version) {
        return new ServerFacts(SYSTEM, new ServerVersion(version), 1, version >= 170_000, true);
    }

    private static BackupMarker marker(
            int hour,
            @Nullable BackupMarker parent,
            @Nullable IncrementalMethod method,
            int timeline,
            @Nullable Boolean checksums) {
        boolean files = method != IncrementalMethod.WAL;
        String sha = "0".repeat(64);
        return new BackupMarker(
                1,
                Encoding.ZSTD,
                List.of(),
                new BackupId("20261122T0%d0000000Z-%s".formatted(hour, parent == null ? "full" : "incremental")),
                new ClusterName("shop"),
                SYSTEM,
                parent == null ? BackupKind.FULL : BackupKind.INCREMENTAL,
                parent == null ? null : parent.backup(),
                method,
                method == IncrementalMethod.PAGES ? new ParentStart(1, parent.startLsn()) : null,
                180_006,
                16 << 20,
                timeline,
                timeline,
                new Lsn(hour << 24),
                new Lsn((hour << 24) + 100),
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                files ? 1 : 0,
                files ? 1 : 0,
                0,
                0,
                0,
                checksums,
                ChecksumAlgorithm.CRC32C,
                files ? 1 : 0,
                files ? sha : null,
                files ? 1 : 0,
                files ? sha : null,
                null,
                List.of());
    }
}
