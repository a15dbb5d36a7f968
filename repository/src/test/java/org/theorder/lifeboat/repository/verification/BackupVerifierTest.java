package org.theorder.lifeboat.repository.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * Correctness line 17: a region's copy is verified by reading in that region. Correctness line 20: what is read back is
 * limited and checked before it is believed.
 */
class BackupVerifierTest {
    private static final ClusterKeys KEYS = SyntheticCluster.KEYS;
    private static final int SEGMENT = 16 << 20;
    private static final WalSegment NEEDED = WalSegment.containing(1, SyntheticCluster.START, SEGMENT);

    @TempDir
    Path directory;

    private FaultyStorage region;

    @BeforeEach
    void backupWithItsWal() {
        FileStorage files = FileStorage.initialize(directory.resolve("dr"), new RegionName("dr"), Backups.CLOCK);
        region = new FaultyStorage(files);
        ClusterRepository.register(region, ClusterRegistration.of(KEYS, 18, SEGMENT, Backups.CLOCK.instant()));
        Backups.take(SyntheticCluster.typical(3), List.of(region));
        putWal(NEEDED, pages(NEEDED));
    }

    private void putWal(WalSegment segment, byte[] plain) {
        region.create(KEYS.segment(segment.name()), Zstd.compress(ByteBuffer.wrap(plain), 1));
    }

    /** Headers as the server writes them, nothing behind. */
    private static byte[] pages(WalSegment segment) {
        ByteBuffer bytes = ByteBuffer.allocate(SEGMENT).order(ByteOrder.LITTLE_ENDIAN);
        for (int offset = 0; offset < SEGMENT; offset += 8192) {
            bytes.putShort(offset, (short) 0xD118)
                    .putShort(offset + 2, (short) (offset == 0 ? 2 : 0))
                    .putInt(offset + 4, segment.timeline())
                    .putLong(offset + 8, segment.start().value() + offset);
        }
        bytes.putLong(24, KEYS.systemIdentifier().value()).putInt(32, SEGMENT).putInt(36, 8192);
        return bytes.array();
    }

    private Verification verify(Verification.@Nullable Sample sample) {
        return new BackupVerifier(
                        new PacedStorage(region, 1L << 40), KEYS, SEGMENT, ReaderSettings.defaults(), Clock.systemUTC())
                .verify(SyntheticCluster.BACKUP, sample);
    }

    @Test
    void everythingIsReadAndSaysWhatWasShown() {
        Verification found = verify(null);

        assertThat(found.damaged()).isEmpty();
        assertThat(found.passed()).isTrue();
        assertThat(found.contents()).isTrue();
        assertThat(found.files()).isGreaterThan(40);
        assertThat(found.walSegments()).isEqualTo(1);
        assertThat(found.proven()).contains("every part", "PostgreSQL's manifest", "page headers");
        assertThat(found.storedBytes()).isPositive();
    }

    @Test
    void eachDamagedPartIsNamed() {
        region.flipsBits(key -> key.endsWith("base-000001.tar.zst") || key.endsWith("base-000003.tar.zst"));

        Verification found = verify(null);

        assertThat(found.passed()).isFalse();
        assertThat(found.damaged())
                .extracting(Verification.Damage::object)
                .containsExactly(
                        KEYS.part(SyntheticCluster.BACKUP, "base-000001.tar.zst"),
                        KEYS.part(SyntheticCluster.BACKUP, "base-000003.tar.zst"));
        assertThat(found.damaged()).extracting(Verification.Damage::code).containsOnly(ErrorCode.CORRUPT);
    }

    @Test
    void aMissingPartADamagedIndexAndADamagedMarkerAreFound() {
        region.delete(KEYS.part(SyntheticCluster.BACKUP, "base-000002.tar.zst"));
        assertThat(verify(new Verification.Sample(0, 50)).damaged())
                .singleElement()
                .satisfies(damage -> assertThat(damage.code()).isEqualTo(ErrorCode.NOT_FOUND));

        region.flipsBits(key -> key.endsWith("index.json.zst"));
        assertThat(verify(null).damaged())
                .extracting(Verification.Damage::object)
                .contains(KEYS.index(SyntheticCluster.BACKUP));

        region.flipsBits(key -> key.endsWith("backup.json"));
        assertThat(verify(null).damaged())
                .extracting(Verification.Damage::object)
                .containsExactly(KEYS.marker(SyntheticCluster.BACKUP));
    }

    @Test
    void samplesInTurnReadEveryPart() {
        long parts = region.list(KEYS.parts(SyntheticCluster.BACKUP)).count();
        int of = 4;
        for (long number = 0; number < parts; number++) {
            String damaged = KEYS.part(SyntheticCluster.BACKUP, "base-%06d.tar.zst".formatted(number));
            region.recover().flipsBits(damaged::equals);
            assertThat(IntStream.range(0, of)
                            .filter(slot ->
                                    !verify(new Verification.Sample(slot, of)).passed()))
                    .as("%s is found by one of %s samples", damaged, of)
                    .hasSize(1);
        }
    }

    /** As weekly samples of a quarter write it down; their times are those of the readings. */
    @Test
    void damageThatASampleHasFoundStaysKnownUntilEverythingWasReadAndIsWell() {
        BackupRecords records = new BackupRecords(region, KEYS);
        Instant week = Backups.CLOCK.instant();
        region.flipsBits(key -> key.endsWith("base-000001.tar.zst"));

        List<Verification> readings = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            if (number == 5) {
                region.recover();
            }
            week = week.plus(Duration.ofDays(7));
            Verification found = new BackupVerifier(
                            new PacedStorage(region, 1L << 40),
                            KEYS,
                            SEGMENT,
                            ReaderSettings.defaults(),
                            Clock.fixed(week, ZoneOffset.UTC))
                    .verify(SyntheticCluster.BACKUP, records.nextSample(SyntheticCluster.BACKUP, 4));
            records.verified(found);
            readings.add(found);
            assertThat(records.verified())
                    .containsEntry(SyntheticCluster.BACKUP, new BackupRecords.Verified(week, found.passed()));
        }

        assertThat(readings)
                .extracting(Verification::passed)
                .containsExactly(true, false, false, false, false, true, true, true);
        assertThat(readings)
                .extracting(Verification::sample)
                .containsExactly(quarter(0), quarter(1), null, null, null, null, quarter(0), quarter(1));
    }

    private static Verification.Sample quarter(int slot) {
        return new Verification.Sample(slot, 4);
    }

    @Test
    void missingAndWrongWalIsFound() {
        region.delete(KEYS.segment(NEEDED.name()));
        assertThat(verify(null).damaged()).extracting(Verification.Damage::code).containsExactly(ErrorCode.WAL_GAP);

        putWal(NEEDED, pages(NEEDED.next()));
        assertThat(verify(null).damaged())
                .singleElement()
                .satisfies(damage -> assertThat(damage.reason()).contains("another place of the WAL"));

        region.delete(KEYS.segment(NEEDED.name()));
        byte[] foreign = pages(NEEDED);
        ByteBuffer.wrap(foreign).order(ByteOrder.LITTLE_ENDIAN).putLong(24, 4711);
        putWal(NEEDED, foreign);
        assertThat(verify(null).damaged())
                .singleElement()
                .satisfies(damage -> assertThat(damage.reason()).contains("another server"));
    }

    @Test
    void walBehindTheBackupIsReadToo() {
        byte[] broken = pages(NEEDED.next());
        broken[8192 * 7] = 1;
        putWal(NEEDED.next(), broken);

        assertThat(verify(null).damaged()).singleElement().satisfies(damage -> {
            assertThat(damage.object()).isEqualTo(KEYS.segment(NEEDED.next().name()));
            assertThat(damage.reason()).contains("page at 57344");
        });
    }

    @Test
    void aRegionThatCannotBeReadIsNoVerdict() {
        region.breaksOff(key -> key.contains("/parts/"));

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> verify(null))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE));
        assertThat(region.list(KEYS.verified()).map(StoredObject::key)).isEmpty();
    }
}
