package org.theorder.lifeboat.repository.wal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.MissingRegion;
import org.theorder.lifeboat.repository.backup.SealedWal.Stretch;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.TestKeys;

/**
 * Seals say what each region has stored of a backup's WAL, whatever happened to a region meanwhile. Correctness line 17,
 * Correctness line 19.
 */
class WalSealTest {
    private static final int BYTES = 1 << 20;
    private static final ClusterKeys KEYS = SyntheticCluster.KEYS;
    private static final TestKeys KEY = new TestKeys();
    private static final FingerprintKeys FINGERPRINTS = new FingerprintKeys(List.of(new byte[32]));

    @TempDir
    Path directory;

    private final WalDigests digests = new WalDigests();
    private final UUID primaryDisk = UUID.randomUUID();
    private FaultyStorage primary;
    private FaultyStorage dr;

    @BeforeEach
    void regions() {
        primary = region("primary");
        dr = region("dr");
    }

    private FaultyStorage region(String name) {
        return new FaultyStorage(FileStorage.initialize(directory.resolve(name), new RegionName(name), Backups.CLOCK));
    }

    private static WalSegment segment(int number) {
        return new WalSegment(1, number, BYTES);
    }

    private static Lsn start(int number) {
        return segment(number).start();
    }

    private static byte[] wal(WalSegment segment) {
        return SyntheticCluster.content(new Random(segment.number()), BYTES);
    }

    private static WalEncoder encoder() {
        return WalEncoder.of(KEYS, TestKeys.encryption(KEY), FINGERPRINTS);
    }

    private static WalObject encrypted(WalSegment segment) {
        return encoder().segment(segment, ByteBuffer.wrap(wal(segment)));
    }

    private WalWriter writer(Storage region) {
        return new WalWriter(region, KEYS, FINGERPRINTS, digests.in(primaryDisk));
    }

    private static void put(Storage region, WalObject object) {
        new WalWriter(region, KEYS, FINGERPRINTS, WalDigests.unused()).put(object);
    }

    private static Stretch stretch(int from, int to) {
        return new Stretch(1, start(from).plus(40), start(to));
    }

    private static SealRange needed(int from, int to) {
        return new SealRange(List.of(stretch(from, to)), List.of(stretch(from, to)));
    }

    private static WalSealer.Source unknown(Storage region) {
        return new WalSealer.Source(region, key -> Optional.empty());
    }

    private static WalSealer.Outcome seal(SealRange range, Storage... regions) {
        return seal(range, Stream.of(regions).map(WalSealTest::unknown).toList());
    }

    private static WalSealer.Outcome seal(SealRange range, List<WalSealer.Source> sources) {
        return new WalSealer(KEYS, BYTES).seal(SyntheticCluster.BACKUP, range, sources);
    }

    private static WalSeal sealed(WalSealer.Outcome outcome) {
        return requireNonNull(outcome.sealed()).seal();
    }

    private static SealedObjects.Verdict verdict(WalSeal seal, Storage region, WalObject object) {
        SealedObjects sealed = new SealedObjects(region.region(), KEYS);
        sealed.add(seal);
        String key = object.key(KEYS);
        return sealed.verdict(key, StoredDigest.read(region, key).orElseThrow().sha256());
    }

    @Test
    void aSealVouchesForEncryptedWalInEachRegionWithoutAKey() {
        WalObject third = encrypted(segment(3));
        put(primary, third);
        put(dr, third);
        // encrypted another time in the other region, as after a restart
        put(primary, encrypted(segment(4)));
        put(dr, encrypted(segment(4)));

        WalSealer.Outcome outcome = seal(needed(3, 5), primary, dr);

        WalSeal seal = sealed(outcome);
        assertThat(outcome.missing()).isEmpty();
        assertThat(seal.objects()).hasSize(3);
        assertThat(seal.objects().getFirst().regions()).containsExactly(primary.region(), dr.region());
        assertThat(requireNonNull(outcome.sealed()).reference().objects()).isEqualTo(2);
        assertThat(RepositoryJson.read(WalSeal.class, seal.json(), "the seal")).isEqualTo(seal);
        for (Storage region : List.of(primary, dr)) {
            assertThat(verdict(seal, region, third)).isEqualTo(SealedObjects.Verdict.AS_SEALED);
            assertThat(verdict(seal, region, encrypted(segment(4)))).isEqualTo(SealedObjects.Verdict.AS_SEALED);
        }
    }

    @Test
    void otherBytesThanSealedAreDamageOnlyWhereTheRegionWasSealed() {
        WalObject third = encrypted(segment(3));
        put(primary, third);
        WalSeal seal = sealed(seal(needed(3, 4), primary));

        // a region that was away gets the same WAL encrypted another time, or a copy
        put(dr, encrypted(segment(3)));
        assertThat(verdict(seal, dr, third)).isEqualTo(SealedObjects.Verdict.UNSEALED);
        dr.delete(third.key(KEYS));
        new WalCopy(primary, dr, KEYS, BYTES).segment(segment(3));
        assertThat(verdict(seal, dr, third)).isEqualTo(SealedObjects.Verdict.AS_SEALED);

        primary.flipsBits(key -> key.equals(third.key(KEYS)));
        assertThat(verdict(seal, primary, third)).isEqualTo(SealedObjects.Verdict.DAMAGED);
    }

    @Test
    void whatThisProcessPutIsNotReadBack() {
        writer(primary).put(encrypted(segment(3)));
        writer(primary).put(encoder().slice(segment(4), start(4), ByteBuffer.wrap(wal(segment(4)), 0, 900)));
        SealRange range = new SealRange(
                List.of(new Stretch(1, start(3), start(4).plus(900))),
                List.of(new Stretch(1, start(3), start(4).plus(900))));
        WalSeal readBack = sealed(seal(range, primary));

        primary.breaksOff(key -> key.contains("/wal/"));
        WalSeal remembered = sealed(seal(range, List.of(new WalSealer.Source(primary, digests.in(primaryDisk)::find))));

        assertThat(remembered).isEqualTo(readBack);
        // a new disk has none of it
        assertThat(digests.in(UUID.randomUUID()).find(encrypted(segment(3)).key(KEYS)))
                .isEmpty();
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> seal(range, primary));
    }

    @Test
    void whatWasThereInOtherBytesIsReadBack() {
        put(primary, encrypted(segment(3)));
        // the same WAL comes again after a restart: what is stored stays, and is not what this process encrypted
        WalObject again = encrypted(segment(3));
        writer(primary).put(again);

        assertThat(digests.in(primaryDisk).find(again.key(KEYS))).isEmpty();
    }

    @Test
    void aRegionThatCannotVouchIsMissingAndTheOthersGoOn() {
        put(primary, encrypted(segment(3)));
        put(dr, encrypted(segment(3)));
        dr.unreachable();
        assertThat(seal(needed(3, 4), primary, dr).missing())
                .extracting(MissingRegion::region)
                .containsExactly(dr.region());

        dr.recover().delete(encrypted(segment(3)).key(KEYS));
        assertThat(seal(needed(3, 4), primary, dr).missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.reason().code()).isEqualTo(ErrorCode.WAL_GAP));
        assertFails(ErrorCode.WAL_GAP, () -> seal(needed(3, 4), dr));
    }

    @Test
    void aStoreThatKeptLessThanItTookIsMissing() {
        writer(primary).put(encrypted(segment(3)));
        String key = encrypted(segment(3)).key(KEYS);
        StoredDigest longer =
                new StoredDigest(digests.in(primaryDisk).find(key).orElseThrow().length() + 1, "0".repeat(64));

        assertFails(
                ErrorCode.CORRUPT,
                () -> seal(needed(3, 4), List.of(new WalSealer.Source(primary, name -> Optional.of(longer)))));
    }

    @Test
    void aGapBeforeTheBackupEndsTheSealThere() {
        put(primary, encrypted(segment(3)));
        put(primary, encrypted(segment(5)));
        SealRange range = new SealRange(List.of(stretch(5, 6)), List.of(stretch(3, 6)));

        assertThat(sealed(seal(range, primary)).stretches()).containsExactly(stretch(5, 6));

        // another region has it: all is sealed, each region with what it has
        put(dr, encrypted(segment(3)));
        put(dr, encrypted(segment(4)));
        put(dr, encrypted(segment(5)));
        WalSeal both = sealed(seal(range, primary, dr));
        assertThat(both.stretches()).containsExactly(stretch(3, 6));
        assertThat(both.objects())
                .filteredOn(each -> each.object().contains(segment(4).name()))
                .singleElement()
                .satisfies(each -> assertThat(each.regions()).containsExactly(dr.region()));
    }

    @Test
    void otherWalUnderOneNameIsNotSealed() {
        byte[] other = new byte[BYTES];
        put(primary, encrypted(segment(3)));
        put(dr, encoder().segment(segment(3), ByteBuffer.wrap(other)));
        put(primary, encrypted(segment(4)));
        put(dr, encrypted(segment(4)));

        assertFails(ErrorCode.OBJECT_CONFLICT, () -> seal(needed(3, 5), primary, dr));
        SealRange behind = new SealRange(List.of(stretch(4, 5)), List.of(stretch(3, 5)));
        assertThat(sealed(seal(behind, primary, dr)).stretches()).containsExactly(stretch(4, 5));
    }

    @Test
    void damageBetweenTwoSealsIsNotSealedOver() throws Exception {
        WalObject third = encrypted(segment(3));
        put(primary, third);
        SealedObjects earlier = new SealedObjects(primary.region(), KEYS);
        earlier.add(sealed(seal(needed(3, 4), primary)));
        put(primary, encrypted(segment(4)));
        primary.flipsBits(key -> key.equals(third.key(KEYS)));
        SealRange range = new SealRange(List.of(stretch(4, 5)), List.of(stretch(3, 5)));

        WalSeal seal = sealed(seal(range, List.of(new WalSealer.Source(primary, earlier::own))));

        assertThat(verdict(seal, primary, third)).isEqualTo(SealedObjects.Verdict.DAMAGED);
        primary.recover();
        assertThat(verdict(seal, primary, third)).isEqualTo(SealedObjects.Verdict.AS_SEALED);
    }

    /** The stream goes on while it is sealed: the last segment becomes full, and its slices vanish. */
    @Test
    void slicesThatVanishAreSealedAsTheirSegment() {
        put(primary, encrypted(segment(3)));
        byte[] wal = wal(segment(4));
        put(primary, encoder().slice(segment(4), start(4), ByteBuffer.wrap(wal, 0, 1000)));
        put(primary, encoder().slice(segment(4), start(4).plus(1000), ByteBuffer.wrap(wal, 1000, 500)));
        Storage moving = new ForwardingStorage(primary) {
            @Override
            public InputStream open(String key) {
                if (key.contains("/partial/")) {
                    put(behind(), encrypted(segment(4)));
                    new WalWriter(behind(), KEYS).removeSlices(segment(4));
                }
                return super.open(key);
            }
        };
        List<Stretch> upToTheSlice = List.of(new Stretch(1, start(3), start(4).plus(1500)));

        WalSeal seal = sealed(seal(new SealRange(upToTheSlice, upToTheSlice), moving));

        assertThat(seal.objects())
                .extracting(WalSeal.SealedObject::object)
                .containsExactly(
                        "00000001/" + segment(3).name() + ".zst.age",
                        "00000001/" + segment(4).name() + ".zst.age");
    }

    @Test
    void aSealGoesOverATimelineThatWasLeftInsideASegment() {
        WalSegment forked = new WalSegment(2, 4, BYTES);
        put(primary, encrypted(segment(3)));
        put(primary, encoder().slice(segment(4), start(4), ByteBuffer.wrap(wal(segment(4)), 0, 4096)));
        put(primary, encrypted(forked));
        TimelineHistory history = TimelineHistory.parse(
                2, ("1\t" + start(4).plus(4096) + "\tno recovery target specified\n").getBytes(StandardCharsets.UTF_8));

        SealRange range = SealRange.of(
                new SealRange.Position(1, start(3).plus(40)),
                new SealRange.Position(2, forked.end()),
                Optional.of(history),
                Optional.empty());
        WalSeal seal = sealed(seal(range, primary));

        assertThat(seal.stretches())
                .containsExactly(
                        new Stretch(1, start(3).plus(40), start(4).plus(4096)),
                        new Stretch(2, start(4).plus(4096), forked.end()));
        assertThat(seal.objects())
                .extracting(each -> each.object().substring(0, 17))
                .containsExactly("00000001/00000001", "00000001/partial/", "00000002/00000002");
        primary.delete(encrypted(forked).key(KEYS));
        assertFails(ErrorCode.WAL_GAP, () -> seal(range, primary));
        assertFails(
                ErrorCode.WAL_GAP,
                () -> SealRange.of(
                        new SealRange.Position(1, start(3)),
                        new SealRange.Position(2, forked.end()),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void noWalSinceTheParentIsNotSealed() {
        SealRange.Position end = new SealRange.Position(1, start(3));
        SealRange range = SealRange.of(end, end, Optional.empty(), Optional.empty());

        assertThat(seal(range, primary).sealed()).isNull();
    }

    @Test
    void aHostileSealIsRefused() {
        for (String object : List.of("../x.zst", "00000001/x.zst", "", "00000002.history")) {
            assertFails(
                    ErrorCode.CORRUPT,
                    () -> new WalSeal.SealedObject(object, List.of(primary.region()), 1, "0".repeat(64)));
        }
        byte[] cut = Arrays.copyOf(sealedDocument(), 40);
        assertFails(ErrorCode.CORRUPT, () -> RepositoryJson.read(WalSeal.class, cut, "the seal"));
    }

    private byte[] sealedDocument() {
        put(primary, encrypted(segment(3)));
        return sealed(seal(needed(3, 4), primary)).json();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).as(e.explanation()).isEqualTo(code));
    }
}
