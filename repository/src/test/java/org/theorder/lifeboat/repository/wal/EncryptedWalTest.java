package org.theorder.lifeboat.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredCopy;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.TestKeys;

/**
 * Encrypted WAL: the same under the same name is fine although its bytes differ, other WAL is an error, nothing is ever
 * overwritten; in both regions, after restarts, with the fingerprint key and without. Correctness line 13, Correctness
 * line 17, Correctness line 19.
 */
class EncryptedWalTest {
    private static final int BYTES = 1 << 20;
    private static final TestKeys OLD = new TestKeys();
    private static final TestKeys NEW = new TestKeys();
    private static final FingerprintKeys FINGERPRINTS = fingerprints(1);

    @TempDir
    Path directory;

    private Storage primary;
    private Storage dr;

    @BeforeEach
    void regions() {
        primary = FileStorage.initialize(directory.resolve("primary"), new RegionName("primary"), Backups.CLOCK);
        dr = FileStorage.initialize(directory.resolve("dr"), new RegionName("dr"), Backups.CLOCK);
    }

    private static FingerprintKeys fingerprints(int fill) {
        byte[] key = new byte[FingerprintKeys.KEY_BYTES];
        Arrays.fill(key, (byte) fill);
        return new FingerprintKeys(List.of(key));
    }

    private static WalSegment segment(int number) {
        return new WalSegment(1, number, BYTES);
    }

    private static byte[] wal(WalSegment segment) {
        return SyntheticCluster.content(new Random(segment.number()), BYTES);
    }

    private static WalObject encoded(WalSegment segment, byte[] wal, Encryption encryption, FingerprintKeys keys) {
        return WalEncoder.of(SyntheticCluster.KEYS, encryption, keys).segment(segment, ByteBuffer.wrap(wal));
    }

    private static WalObject encoded(WalSegment segment, TestKeys... keys) {
        return encoded(segment, wal(segment), TestKeys.encryption(keys), FINGERPRINTS);
    }

    private static void put(Storage region, WalObject object, FingerprintKeys keys) {
        new WalWriter(region, SyntheticCluster.KEYS, keys, WalDigests.unused()).put(object);
    }

    private WalFetch fetch(WalSegment segment, Identities identities, Storage... regions) {
        return new WalReader(List.of(regions), SyntheticCluster.KEYS, BYTES, identities)
                .fetch(segment.name(), directory.resolve("RECOVERYXLOG"));
    }

    private byte[] stored(Storage region, WalObject object) throws Exception {
        try (var in = region.open(object.key(SyntheticCluster.KEYS))) {
            return in.readAllBytes();
        }
    }

    @Test
    void theSameWalEncryptedAgainIsFineAndStaysAsItWas() throws Exception {
        for (Storage region : List.of(primary, dr)) {
            WalObject first = encoded(segment(3), OLD);
            put(region, first, FINGERPRINTS);
            byte[] before = stored(region, first);

            // after a restart, by a zombie, for other recipients
            put(region, encoded(segment(3), OLD), FINGERPRINTS);
            put(region, encoded(segment(3), NEW, OLD), FINGERPRINTS);

            assertThat(stored(region, first)).isEqualTo(before);
            assertThat(fetch(segment(3), OLD.identities(), region)).isInstanceOf(WalFetch.Fetched.class);
            assertThat(directory.resolve("RECOVERYXLOG")).hasBinaryContent(wal(segment(3)));
        }
    }

    @Test
    void otherWalUnderTheSameNameIsAnErrorAndOverwritesNothing() throws Exception {
        byte[] other = wal(segment(3));
        other[500_000] ^= 1;
        for (Storage region : List.of(primary, dr)) {
            WalObject first = encoded(segment(3), OLD);
            put(region, first, FINGERPRINTS);
            byte[] before = stored(region, first);

            WalObject conflicting = encoded(segment(3), other, TestKeys.encryption(OLD), FINGERPRINTS);
            assertFails(ErrorCode.OBJECT_CONFLICT, () -> put(region, conflicting, FINGERPRINTS));

            assertThat(stored(region, first)).isEqualTo(before);
        }
    }

    @Test
    void aFingerprintTellsNothingUnderAnotherNameOrKey() {
        byte[] sha256 = new byte[32];
        assertThat(FINGERPRINTS.fingerprint("a", sha256)).isNotEqualTo(FINGERPRINTS.fingerprint("b", sha256));
        assertThat(FINGERPRINTS.fingerprint("a", sha256))
                .isNotEqualTo(fingerprints(2).fingerprint("a", sha256));
        assertThat(FINGERPRINTS.toString()).doesNotContain("01010101");
    }

    @Test
    void withoutTheFingerprintKeyTheSameLengthIsTakenForTheSame() {
        put(primary, encoded(segment(3), OLD), FINGERPRINTS);

        put(
                primary,
                encoded(segment(3), wal(segment(3)), TestKeys.encryption(NEW, OLD), fingerprints(2)),
                fingerprints(2));

        byte[] zeros = new byte[BYTES];
        WalObject other = encoded(segment(3), zeros, TestKeys.encryption(OLD), fingerprints(2));
        assertFails(ErrorCode.OBJECT_CONFLICT, () -> put(primary, other, fingerprints(2)));
    }

    @Test
    void switchingEncryptionOnOrOffDoesNotStoreASegmentTwice() {
        WalObject plain = WalObject.segment(segment(3), ByteBuffer.wrap(wal(segment(3))));
        put(primary, plain, FINGERPRINTS);
        put(primary, encoded(segment(3), OLD), FINGERPRINTS);
        put(dr, encoded(segment(3), OLD), FINGERPRINTS);
        put(dr, plain, FINGERPRINTS);

        assertThat(primary.list("clusters/").toList())
                .singleElement()
                .satisfies(object -> assertThat(object.key()).endsWith(".zst"));
        assertThat(dr.list("clusters/").toList())
                .singleElement()
                .satisfies(object -> assertThat(object.key()).endsWith(".zst.age"));
        byte[] other = new byte[BYTES];
        assertFails(
                ErrorCode.OBJECT_CONFLICT,
                () -> put(primary, encoded(segment(3), other, TestKeys.encryption(OLD), FINGERPRINTS), FINGERPRINTS));
        assertFails(
                ErrorCode.OBJECT_CONFLICT,
                () -> put(dr, WalObject.segment(segment(3), ByteBuffer.wrap(other)), FINGERPRINTS));
    }

    @Test
    void walOverARotationNeedsEachKeyForItsPart() {
        put(primary, encoded(segment(3), OLD), FINGERPRINTS);
        put(primary, encoded(segment(4), OLD, NEW), FINGERPRINTS);
        put(primary, encoded(segment(5), NEW), FINGERPRINTS);

        Identities both = TestKeys.identities(OLD, NEW);
        for (int number = 3; number <= 5; number++) {
            assertThat(fetch(segment(number), both, primary)).isInstanceOf(WalFetch.Fetched.class);
        }
        assertThat(fetch(segment(4), NEW.identities(), primary)).isInstanceOf(WalFetch.Fetched.class);
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> fetch(segment(3), NEW.identities(), primary))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_MISSING))
                .withMessageContaining(OLD.recipient().substring(0, 20));
        WalReader withOld = new WalReader(List.of(primary), SyntheticCluster.KEYS, BYTES, OLD.identities());
        withOld.requireIdentity(segment(4));
        assertFails(ErrorCode.IDENTITY_MISSING, () -> withOld.requireIdentity(segment(5)));
    }

    @Test
    void encryptedSlicesAreLaidEndToEndAndCounted() {
        WalEncoder encoder = WalEncoder.of(SyntheticCluster.KEYS, TestKeys.encryption(OLD), FINGERPRINTS);
        byte[] wal = wal(segment(3));
        put(primary, encoder.slice(segment(3), segment(3).start(), ByteBuffer.wrap(wal, 0, 1000)), FINGERPRINTS);
        put(
                primary,
                encoder.slice(segment(3), segment(3).start().plus(1000), ByteBuffer.wrap(wal, 1000, 500)),
                FINGERPRINTS);

        assertThat(fetch(segment(3), OLD.identities(), primary))
                .isEqualTo(new WalFetch.Fetched(primary.region(), false));
        assertThat(directory.resolve("RECOVERYXLOG")).hasBinaryContent(Arrays.copyOf(Arrays.copyOf(wal, 1500), BYTES));
        WalReader withoutKey = new WalReader(List.of(primary), SyntheticCluster.KEYS, BYTES);
        assertThat(withoutKey.newestDurable(1)).contains(segment(3).start().plus(1500));
        put(primary, encoded(segment(3), OLD), FINGERPRINTS);
        assertThat(new WalWriter(primary, SyntheticCluster.KEYS).removeSlices(segment(3)))
                .isEqualTo(2);
        assertThat(withoutKey.coverage(1, segment(3).start()).reaches(segment(3).end()))
                .isTrue();
    }

    @Test
    void aCopyIsVerbatimAndDamageDoesNotSpread() throws Exception {
        WalObject object = encoded(segment(3), OLD);
        put(primary, object, FINGERPRINTS);
        String key = object.key(SyntheticCluster.KEYS);

        StoredCopy.Copied copied = new StoredCopy(primary, dr).copy(key);

        assertThat(stored(dr, object)).isEqualTo(stored(primary, object)).hasSize((int) copied.length());
        new StoredCopy(primary, dr).copy(key, copied.length(), copied.sha256());
        assertFails(ErrorCode.CORRUPT, () -> new StoredCopy(primary, dr).copy(key, copied.length(), "0".repeat(64)));
        String cut = encoded(segment(4), OLD).key(SyntheticCluster.KEYS);
        primary.create(cut, Content.of(Arrays.copyOf(stored(primary, object), 65_536)));
        String none = encoded(segment(5), OLD).key(SyntheticCluster.KEYS);
        primary.create(none, Content.of("not an age file"));
        assertFails(ErrorCode.CORRUPT, () -> new StoredCopy(primary, dr).copy(none));
        assertThat(dr.find(none)).isEmpty();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).as(e.explanation()).isEqualTo(code));
    }
}
