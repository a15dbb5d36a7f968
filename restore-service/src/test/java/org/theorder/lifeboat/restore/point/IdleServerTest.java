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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.testing.TestRepository;

/** Until when the state of a server is known that writes nothing. */
class IdleServerTest {
    private static final int SEGMENT = 16 << 20;
    private static final ClusterKeys KEYS =
            new ClusterKeys(TestRepository.SHOP, new SystemIdentifier(7_000_000_000_000_000_001L));
    private static final Instant WRITTEN = Instant.parse("2026-11-22T01:00:00Z");

    @TempDir
    Path folder;

    @Test
    void backupThatFoundNothingNewerIsNewsOfAnIdleServer() throws IOException {
        Storage region = FileStorage.initialize(folder, TestRepository.PRIMARY, Clock.systemUTC());
        ClusterRepository.register(
                region, ClusterRegistration.of(KEYS, 15, SEGMENT, Instant.parse("2026-11-01T00:00:00Z")));
        Path segment = folder.resolve(KEYS.segment(new WalSegment(1, 1, SEGMENT).name(), Encoding.ZSTD));
        Files.createDirectories(segment.resolveSibling("."));
        Files.setLastModifiedTime(Files.createFile(segment), FileTime.from(WRITTEN));
        Lsn start = new Lsn(SEGMENT + 40L);
        Lsn stop = new Lsn(SEGMENT + 400L);
        TestMarkers.full(region, KEYS, 1, start, stop, WRITTEN);
        assertThat(newest(region)).isEqualTo(WRITTEN);

        TestMarkers.full(region, KEYS, 1, start, stop, WRITTEN.plusSeconds(7200));
        assertThat(newest(region)).as("when it began").isEqualTo(WRITTEN.plusSeconds(7140));

        // its WAL is not stored: what it found is not known
        TestMarkers.full(region, KEYS, 1, start, new Lsn(3L * SEGMENT), WRITTEN.plusSeconds(9000));
        assertThat(newest(region)).isEqualTo(WRITTEN.plusSeconds(7140));
    }

    private static Instant newest(Storage region) {
        Copies copies = Copies.of(TestRepository.SHOP, List.of(region), new ArrayList<>())
                .getFirst();
        PathFinder finder = new PathFinder(copies);
        PathFinder.Search found = finder.find(copies.backups().getLast(), 1);
        assertThat(found).isInstanceOf(PathFinder.Search.Found.class);
        return finder.newestStoredAt(((PathFinder.Search.Found) found).path());
    }
}
