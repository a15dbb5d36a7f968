package org.theorder.lifeboat.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** Correctness line 15: gaps and missing histories are filled from another region, as they are stored. */
class WalCopyTest {
    private static final int BYTES = 1 << 20;
    private static final WalSegment SEGMENT = new WalSegment(1, 7, BYTES);

    @TempDir
    Path directory;

    private FaultyStorage primary;
    private FaultyStorage dr;
    private WalCopy copy;

    @BeforeEach
    void regions() {
        primary = region("primary");
        dr = region("dr");
        copy = new WalCopy(primary, dr, SyntheticCluster.KEYS, BYTES);
    }

    private FaultyStorage region(String name) {
        return new FaultyStorage(FileStorage.initialize(directory.resolve(name), new RegionName(name), Backups.CLOCK));
    }

    private static ByteBuffer wal(int from, int to) {
        return ByteBuffer.wrap(SyntheticCluster.content(new Random(1), BYTES), from, to - from);
    }

    private void put(WalObject object) {
        new WalWriter(primary, SyntheticCluster.KEYS).put(object);
    }

    private static byte[] stored(Storage region, String key) throws IOException {
        try (InputStream in = region.open(key)) {
            return in.readAllBytes();
        }
    }

    @Test
    void aSegmentIsTheSameBytesInBoth() throws IOException {
        put(WalObject.segment(SEGMENT, wal(0, BYTES)));

        assertThat(copy.segment(SEGMENT)).isTrue();
        assertThat(copy.segment(SEGMENT)).isTrue();

        String key = SyntheticCluster.KEYS.segment(SEGMENT.name());
        assertThat(stored(dr, key)).isEqualTo(stored(primary, key));
    }

    @Test
    void slicesAreCopiedAsFarAsTheyReachBeyondThePosition() {
        put(WalObject.slice(SEGMENT, SEGMENT.start(), wal(0, 1000)));
        put(WalObject.slice(SEGMENT, SEGMENT.start().plus(1000), wal(1000, 3000)));
        put(WalObject.slice(SEGMENT, SEGMENT.start().plus(5000), wal(5000, 6000)));

        assertThat(copy.segment(SEGMENT)).isFalse();
        assertThat(copy.slices(SEGMENT, SEGMENT.start().plus(1000)))
                .contains(SEGMENT.start().plus(3000));
        assertThat(copy.slices(SEGMENT, SEGMENT.start().plus(3000))).isEmpty();
        assertThat(dr.list(SyntheticCluster.KEYS.wal())).hasSize(1);
    }

    @Test
    void aHistoryIsCopiedVerbatim() throws IOException {
        byte[] history = "1\t0/3000000\tno recovery target specified\n".getBytes(StandardCharsets.UTF_8);
        put(WalObject.history(2, history));

        assertThat(copy.history(3)).isFalse();
        assertThat(copy.history(2)).isTrue();
        assertThat(stored(dr, SyntheticCluster.KEYS.history(2))).isEqualTo(history);
    }

    @Test
    void damageDoesNotSpread() {
        put(WalObject.segment(SEGMENT, wal(0, BYTES)));
        primary.flipsBits(key -> key.contains(SEGMENT.name()));

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> copy.segment(SEGMENT))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
        assertThat(dr.list(SyntheticCluster.KEYS.wal())).isEmpty();
    }
}
