package org.theorder.lifeboat.restore.point;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** Windows out of a repository of names alone: nothing of its WAL is read. */
class RestorePointsTest {
    private static final int SEGMENT = 16 << 20;
    private static final SystemIdentifier SYSTEM = new SystemIdentifier(7_000_000_000_000_000_001L);
    private static final ClusterKeys KEYS = new ClusterKeys(TestRepository.SHOP, SYSTEM);

    @TempDir
    Path folder;

    private final AtomicInteger listings = new AtomicInteger();

    @BeforeEach
    void initialize() throws IOException {
        for (RegionName region : List.of(TestRepository.PRIMARY, TestRepository.DR)) {
            Storage storage = FileStorage.initialize(
                    Files.createDirectories(folder.resolve(region.value())), region, Clock.systemUTC());
            ClusterRepository.register(
                    storage, ClusterRegistration.of(KEYS, 18, SEGMENT, Instant.parse("2026-11-01T00:00:00Z")));
        }
    }

    private Storage region(RegionName name) {
        return FileStorage.open(folder.resolve(name.value()));
    }

    private static Lsn at(long segment, long offset) {
        return new Lsn(segment * SEGMENT + offset);
    }

    /** Empty files in their places; the storage would make each of them durable. */
    private void wal(RegionName region, int timeline, long from, long to) throws IOException {
        for (long number = from; number <= to; number++) {
            String key = KEYS.segment(new WalSegment(timeline, number, SEGMENT).name(), Encoding.ZSTD);
            Path file = folder.resolve(region.value()).resolve(key);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private BackupId backup(RegionName region, int timeline, Lsn start, Lsn stop, Instant completed) {
        return TestMarkers.full(region(region), KEYS, timeline, start, stop, completed);
    }

    private RestorePoints points() {
        Regions counted = TestRestorer.regions(folder, place -> new ForwardingStorage(place.open()) {
            @Override
            public Stream<StoredObject> list(String prefix, String after) {
                listings.incrementAndGet();
                return behind().list(prefix, after);
            }
        });
        return new PointChooser(counted, Identities.none(), Duration.ofSeconds(1)).points(TestRepository.SHOP, 0);
    }

    private static RestorePoints.Region in(RestorePoints points, RegionName region) {
        return points.regions().stream()
                .filter(each -> each.region().equals(region))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void windowsEndAtGapsAndBeginAtBackups() throws IOException {
        Instant first = Instant.parse("2026-11-01T02:00:13Z");
        Instant second = Instant.parse("2026-11-08T02:00:09Z");
        BackupId old = backup(TestRepository.PRIMARY, 1, at(10, 40), at(10, 400), first);
        BackupId fresh = backup(TestRepository.PRIMARY, 1, at(40, 40), at(41, 400), second);
        backup(TestRepository.DR, 1, at(10, 40), at(10, 400), first);
        wal(TestRepository.PRIMARY, 1, 8, 20);
        wal(TestRepository.PRIMARY, 1, 25, 30);
        wal(TestRepository.PRIMARY, 1, 40, 60);
        wal(TestRepository.DR, 1, 11, 60);

        RestorePoints points = points();

        RestorePoints.Timeline primary =
                in(points, TestRepository.PRIMARY).timelines().getFirst();
        assertThat(primary.windows()).hasSize(2);
        assertThat(primary.windows().getFirst().from()).isEqualTo(new RestorePoints.Point(at(10, 400), first));
        assertThat(primary.windows().getFirst().to().lsn()).isEqualTo(at(21, 0));
        assertThat(primary.windows().getFirst().backups()).containsExactly(old);
        assertThat(primary.windows().getLast().from()).isEqualTo(new RestorePoints.Point(at(41, 400), second));
        assertThat(primary.windows().getLast().to().lsn()).isEqualTo(at(61, 0));
        assertThat(primary.windows().getLast().backups()).containsExactly(fresh);
        assertThat(primary.gaps())
                .containsExactly(
                        new RestorePoints.Gap(at(21, 0), at(25, 0)), new RestorePoints.Gap(at(31, 0), at(40, 0)));
        assertThat(in(points, TestRepository.PRIMARY).newest().lsn()).isEqualTo(at(61, 0));
        RestorePoints.Region dr = in(points, TestRepository.DR);
        assertThat(dr.newest()).isNull();
        assertThat(dr.timelines().getFirst().windows()).isEmpty();
        assertThat(dr.timelines().getFirst().gaps()).containsExactly(new RestorePoints.Gap(at(10, 40), at(11, 0)));
    }

    @Test
    void timelineGoesOnFromItsParentsWindow() throws IOException {
        backup(TestRepository.PRIMARY, 1, at(10, 40), at(10, 400), Instant.parse("2026-11-01T02:00:13Z"));
        wal(TestRepository.PRIMARY, 1, 10, 30);
        wal(TestRepository.PRIMARY, 2, 20, 50);
        region(TestRepository.PRIMARY)
                .create(KEYS.history(2), Content.of("1\t" + at(20, 4096) + "\tno recovery target specified\n"), null);

        List<RestorePoints.Timeline> timelines =
                in(points(), TestRepository.PRIMARY).timelines();

        assertThat(timelines).extracting(RestorePoints.Timeline::timeline).containsExactly(2, 1);
        assertThat(timelines.getFirst().parent()).isEqualTo(1);
        assertThat(timelines.getFirst().branchedAt()).isEqualTo(at(20, 4096));
        assertThat(timelines.getFirst().gaps()).isEmpty();
        assertThat(timelines.getFirst().windows().getFirst().to().lsn()).isEqualTo(at(51, 0));
        assertThat(timelines.getLast().windows().getFirst().to().lsn()).isEqualTo(at(31, 0));
    }

    /** All WAL and the backup are in both regions; only one of them has the history. */
    @Test
    void historyOfAnotherRegionOpensNoWindow() throws IOException {
        for (RegionName region : List.of(TestRepository.PRIMARY, TestRepository.DR)) {
            backup(region, 1, at(10, 40), at(10, 400), Instant.parse("2026-11-01T02:00:13Z"));
            wal(region, 1, 10, 20);
            wal(region, 2, 20, 50);
        }
        region(TestRepository.PRIMARY)
                .create(KEYS.history(2), Content.of("1\t" + at(20, 4096) + "\tno recovery target specified\n"), null);

        RestorePoints points = points();

        assertThat(in(points, TestRepository.PRIMARY).newest().lsn()).isEqualTo(at(51, 0));
        RestorePoints.Region dr = in(points, TestRepository.DR);
        assertThat(dr.timelines()).extracting(RestorePoints.Timeline::timeline).containsExactly(1);
        assertThat(dr.newest().lsn()).isEqualTo(at(21, 0));
        assertThat(dr.troubles())
                .singleElement()
                .extracting(RestorePoints.Trouble::what)
                .asString()
                .startsWith("the history of timeline 2 is missing");
    }

    @Test
    void timelineOfAnotherRegionIsNotTold() throws IOException {
        backup(TestRepository.PRIMARY, 1, at(10, 40), at(10, 400), Instant.parse("2026-11-01T02:00:13Z"));
        wal(TestRepository.PRIMARY, 1, 10, 20);
        region(TestRepository.DR)
                .create(KEYS.history(2), Content.of("1\t" + at(15, 4096) + "\tno recovery target specified\n"), null);

        RestorePoints points = points();

        assertThat(in(points, TestRepository.PRIMARY).timelines())
                .extracting(RestorePoints.Timeline::timeline)
                .containsExactly(1);
        assertThat(in(points, TestRepository.DR).timelines())
                .extracting(RestorePoints.Timeline::timeline)
                .containsExactly(2);
        assertThat(in(points, TestRepository.DR).newest()).isNull();
    }

    @Test
    void tenThousandSegmentsCostAFewListings() throws IOException {
        backup(TestRepository.PRIMARY, 1, at(10, 40), at(10, 400), Instant.parse("2026-11-01T02:00:13Z"));
        wal(TestRepository.PRIMARY, 1, 10, 10_009);

        RestorePoints points = points();

        assertThat(in(points, TestRepository.PRIMARY).newest().lsn()).isEqualTo(at(10_010, 0));
        assertThat(listings).hasValueLessThan(20);
    }

    @Test
    void regionThatIsGoneSaysSo() throws IOException {
        backup(TestRepository.PRIMARY, 1, at(10, 40), at(10, 400), Instant.parse("2026-11-01T02:00:13Z"));
        wal(TestRepository.PRIMARY, 1, 10, 12);
        Files.move(folder.resolve("dr"), folder.resolve("away"));

        RestorePoints points = points();

        assertThat(in(points, TestRepository.PRIMARY).newest()).isNotNull();
        assertThat(in(points, TestRepository.DR).troubles()).isNotEmpty();
        assertThat(in(points, TestRepository.DR).timelines()).isEmpty();
    }
}
