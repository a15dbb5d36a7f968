package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.TargetTimeline;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** A cluster that was restored lives on, is protected on, and is lost again; and what a backup took along unnoticed. */
class TimelineIT {
    @TempDir
    Path folder;

    private static String newestOrder(RestoreOutcome.Restored restored) {
        return restored.checks().stream()
                .filter(check -> check.name().equals("newest-order"))
                .map(Check::detail)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void restoreFollowsTheNewestTimelineFromABackupOnAnOldOne() throws Exception {
        Path repositoryFolder = Files.createDirectory(folder.resolve("repository"));
        TestRepository repository = new TestRepository(repositoryFolder);
        Path restores = Files.createDirectory(folder.resolve("restores"));
        Files.createDirectory(restores.resolve("known"));
        Restorer restorer = TestRestorer.of(repositoryFolder, restores);
        Lsn inTheOldLife;
        SourceCluster first = SourceCluster.start(folder.resolve("first"));
        try {
            first.order(1, 20);
            repository.backup(first);
            first.order(21, 40);
            repository.saveWal(first);
            inTheOldLife = first.flushed();
        } finally {
            first.server().killHard();
        }
        RestoreOutcome.Restored once =
                Restores.passes(restorer, Restores.request(new RecoveryTarget.Latest(), restores.resolve("second")));
        assertThat(once.timeline()).isEqualTo(2);

        SourceCluster second = SourceCluster.takeOver(restores.resolve("second"), folder.resolve("second-start"));
        try {
            repository.saveHistory(second);
            second.order(41, 60);
            second.execute("select pg_switch_wal()");
            second.order(61, 70);
            repository.saveWal(second);
        } finally {
            second.server().killHard();
        }
        RestoreOutcome.Restored twice =
                Restores.passes(restorer, Restores.request(new RecoveryTarget.Latest(), restores.resolve("third")));
        assertThat(twice.timeline()).isEqualTo(3);
        assertThat(twice.backup()).isEqualTo(once.backup());
        assertThat(newestOrder(twice)).startsWith("70 at");

        // a position of the first life is on the way of the second
        RestoreOutcome.Restored before = Restores.passes(
                restorer, Restores.request(new RecoveryTarget.AtLsn(inTheOldLife), restores.resolve("fourth")));
        assertThat(newestOrder(before)).startsWith("40 at");
        assertThat(before.timeline()).isEqualTo(3);
        assertTimelinesAreFollowedAsTheyAreNamed(restorer, restores);
        assertDamagedHistoryNeverMisleads(repository, restorer, restores);
    }

    /** The base is of timeline 1, which was left at order 40 for timeline 2. */
    private static void assertTimelinesAreFollowedAsTheyAreNamed(Restorer restorer, Path restores) throws Exception {
        Map<TargetTimeline, String> newestByTimeline = Map.of(
                new TargetTimeline.Current(), "40 at",
                new TargetTimeline.Numbered(1), "40 at",
                new TargetTimeline.Numbered(2), "70 at");
        for (var each : newestByTimeline.entrySet()) {
            RestoreRequested request = along(each.getKey(), restores);
            assertThat(newestOrder(Restores.passes(restorer, request)))
                    .as("along timeline %s", each.getKey().text())
                    .startsWith(each.getValue());
        }
        RestoreRequested unknown = along(new TargetTimeline.Numbered(9), restores);
        assertThat(Restores.isRefused(restorer, unknown, ErrorCode.TARGET_UNREACHABLE)
                        .message())
                .contains("along timeline 9")
                .contains("there is no timeline 9; there are [2, 1]");
    }

    private static RestoreRequested along(TargetTimeline timeline, Path restores) {
        RestoreRequested request =
                Restores.request(new RecoveryTarget.Latest(), restores.resolve("along-" + timeline.text()));
        return new RestoreRequested(
                request.restoreId(),
                request.cluster(),
                request.target(),
                timeline,
                null,
                request.place(),
                request.mode(),
                null,
                "test");
    }

    /** One bit of a field of a history, in one region and in all of them. */
    private static void assertDamagedHistoryNeverMisleads(TestRepository repository, Restorer restorer, Path restores)
            throws Exception {
        List<Path> copies = List.of(
                repository.objects(TestRepository.PRIMARY, "00000002.history").getFirst(),
                repository.objects(TestRepository.DR, "00000002.history").getFirst());
        byte[] sound = Files.readAllBytes(copies.getFirst());
        int position = new String(sound, StandardCharsets.US_ASCII).indexOf('/') + 1;
        for (int field : List.of(0, position)) {
            byte[] damaged = sound.clone();
            damaged[field] ^= 1;
            replace(copies.getFirst(), damaged);
            switch (Restores.run(
                    restorer, Restores.request(new RecoveryTarget.Latest(), restores.resolve("one-" + field)))) {
                // one that cannot be read is no history, and the other region has it
                case RestoreOutcome.Restored healed ->
                    assertThat(newestOrder(healed)).startsWith("70 at");
                case RestoreOutcome.Refused refused ->
                    assertThat(refused.code()).as(refused.message()).isEqualTo(ErrorCode.CORRUPT);
                case RestoreOutcome other -> fail(other.toString());
            }
        }
        // an older timeline is never taken for the newest
        damageEverywhere(repository, "00000002.history");
        RestoreOutcome.Refused refused = (RestoreOutcome.Refused)
                Restores.run(restorer, Restores.request(new RecoveryTarget.Latest(), restores.resolve("none")));
        assertThat(refused.code()).isEqualTo(ErrorCode.CORRUPT);
        assertThat(refused.message()).contains("the history of timeline 2 cannot be read");
        assertLostHistoryNeverMisleads(repository, restorer, restores);
    }

    private static void assertLostHistoryNeverMisleads(TestRepository repository, Restorer restorer, Path restores)
            throws Exception {
        for (RegionName region : List.of(TestRepository.PRIMARY, TestRepository.DR)) {
            Files.delete(repository.objects(region, "00000002.history").getFirst());
        }
        RestoreOutcome.Refused refused = (RestoreOutcome.Refused)
                Restores.run(restorer, Restores.request(new RecoveryTarget.Latest(), restores.resolve("lost")));
        assertThat(refused.code()).isEqualTo(ErrorCode.CORRUPT);
        assertThat(refused.message()).contains("the history of timeline 2, the newest one, is in no region");
        // who knows better says so
        assertThat(newestOrder(
                        Restores.passes(restorer, along(new TargetTimeline.Numbered(1), restores.resolve("known")))))
                .startsWith("40 at");
    }

    private static void damageEverywhere(TestRepository repository, String history) throws Exception {
        for (RegionName region : List.of(TestRepository.PRIMARY, TestRepository.DR)) {
            Path copy = repository.objects(region, history).getFirst();
            byte[] damaged = Files.readAllBytes(copy);
            damaged[0] ^= 1;
            replace(copy, damaged);
        }
    }

    private static void replace(Path object, byte[] bytes) throws Exception {
        Files.delete(object);
        Files.write(object, bytes);
    }

    @Test
    void damageThatTheBackupTookAlongIsFoundByThePageChecksums() throws Exception {
        Path repositoryFolder = Files.createDirectory(folder.resolve("repository"));
        TestRepository repository = new TestRepository(repositoryFolder);
        Restorer restorer = TestRestorer.of(repositoryFolder, folder);
        try (SourceCluster source = SourceCluster.start(folder.resolve("source"))) {
            source.order(1, 5);
            // an index: the row counts would find a bad page of a table themselves
            source.execute("create index by_name on products (name)", "checkpoint");
            Path index = source.dataDirectory().resolve(source.value("select pg_relation_filepath('by_name')"));
            repository.backup(source);
            damage(index, 3 * 8192 + 4000);
            TestRepository second = new TestRepository(Files.createDirectory(folder.resolve("second")));
            second.backup(source);
        }
        Path directory = folder.resolve("shop");

        RestoreOutcome.Failed failed = Restores.fails(
                TestRestorer.of(folder.resolve("second"), folder),
                Restores.request(new RecoveryTarget.Latest(), directory),
                ErrorCode.VERIFICATION_FAILED);

        assertThat(failed.message()).containsPattern("1 bad: base/\\d+/\\d+ block 3");
        assertThat(directory.resolve("UNUSABLE")).exists();
        assertThat(Restores.passes(
                                restorer,
                                Restores.request(
                                        new RecoveryTarget.Latest(),
                                        folder.resolve("good"),
                                        null,
                                        null,
                                        RestoreMode.DRILL))
                        .checks())
                .allMatch(Check::passed);
    }

    private static void damage(Path file, long offset) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            channel.write(one, offset);
        }
    }
}
