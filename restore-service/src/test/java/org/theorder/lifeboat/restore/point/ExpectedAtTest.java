package org.theorder.lifeboat.restore.point;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.testing.FaultyStorage;
import org.theorder.lifeboat.restore.testing.TestRepository;

/** Where a time is expected on a path, by when its segments were stored: segment 10 in minute 10, and so on to 19. */
class ExpectedAtTest {
    private static final int SEGMENT = 16 << 20;
    private static final ClusterKeys KEYS =
            new ClusterKeys(TestRepository.SHOP, new SystemIdentifier(7_000_000_000_000_000_001L));

    @TempDir
    Path folder;

    private Storage primary;
    private Storage dr;

    @BeforeEach
    void store() throws IOException {
        primary = region(TestRepository.PRIMARY);
        dr = region(TestRepository.DR);
        TestMarkers.full(primary, KEYS, 1, new Lsn(end(10).value() - 400), end(10), minute(10));
        for (int segment = 10; segment <= 19; segment++) {
            stored(primary, segment, minute(segment));
        }
    }

    private Storage region(RegionName name) throws IOException {
        Storage region =
                FileStorage.initialize(Files.createDirectories(folder.resolve(name.value())), name, Clock.systemUTC());
        ClusterRepository.register(region, ClusterRegistration.of(KEYS, 18, SEGMENT, minute(0)));
        return region;
    }

    private void stored(Storage region, int segment, Instant at) throws IOException {
        Path file = folder.resolve(region.region().value())
                .resolve(KEYS.segment(new WalSegment(1, segment, SEGMENT).name(), Encoding.ZSTD));
        Files.createDirectories(file.getParent());
        Files.setLastModifiedTime(Files.createFile(file), FileTime.from(at));
    }

    private static Instant minute(int number) {
        return Instant.parse("2026-11-22T01:00:00Z").plusSeconds(60L * number);
    }

    private static Lsn end(int segment) {
        return new WalSegment(1, segment, SEGMENT).end();
    }

    private static Lsn expected(Instant time, Storage... regions) {
        Copies copies = Copies.of(TestRepository.SHOP, List.of(regions), new ArrayList<>())
                .getFirst();
        PathFinder finder = new PathFinder(copies);
        PathFinder.Search found = finder.find(copies.backups().getFirst(), 1);
        assertThat(found).isInstanceOf(PathFinder.Search.Found.class);
        return finder.expectedAt(time, ((PathFinder.Search.Found) found).path());
    }

    @Test
    void timeLiesInTheFirstSegmentThatWasStoredLater() {
        for (int segment = 10; segment <= 18; segment++) {
            assertThat(expected(minute(segment).plusSeconds(30), primary)).isEqualTo(end(segment + 1));
            assertThat(expected(minute(segment), primary)).isEqualTo(end(segment + 1));
        }
        assertThat(expected(minute(9), primary)).isEqualTo(end(10));
    }

    @Test
    void timeBehindAllFullSegmentsLiesAtTheEndOfThePath() {
        assertThat(expected(minute(30), primary)).isEqualTo(end(19));
    }

    @Test
    void regionThatGotItsWalLateChangesNothing() throws IOException {
        for (int segment = 10; segment <= 19; segment++) {
            stored(dr, segment, minute(600));
        }

        assertThat(expected(minute(14), primary, dr)).isEqualTo(end(15));
        assertThat(expected(minute(14), dr, primary)).isEqualTo(end(15));
    }

    @Test
    void regionThatDoesNotAnswerIsDoneWithout() throws IOException {
        stored(dr, 10, minute(600));
        Storage lost = new FaultyStorage(
                dr, key -> key.equals(KEYS.segment(new WalSegment(1, 15, SEGMENT).name(), Encoding.ZSTD)));

        assertThat(expected(minute(14), lost, primary)).isEqualTo(end(15));
    }
}
