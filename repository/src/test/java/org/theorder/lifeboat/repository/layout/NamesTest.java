package org.theorder.lifeboat.repository.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.ObjectKey;

/** Correctness line 6. */
class NamesTest {
    private static final ClusterKeys KEYS =
            new ClusterKeys(new ClusterName("shop"), SystemIdentifier.parse("18446744073709551615"));
    private static final BackupId BACKUP = new BackupId("20261122T020000123Z-full");

    @Test
    void keysAreThoseOfTheFormat() {
        assertThat(KEYS.registration()).isEqualTo("clusters/shop/18446744073709551615/cluster.json");
        assertThat(KEYS.marker(BACKUP))
                .isEqualTo("clusters/shop/18446744073709551615/backups/20261122T020000123Z-full/backup.json");
        assertThat(KEYS.index(BACKUP)).endsWith("-full/index.json.zst");
        assertThat(KEYS.manifest(BACKUP)).endsWith("-full/backup_manifest.zst");
        assertThat(KEYS.part(BACKUP, "base-000000.tar.zst")).endsWith("-full/parts/base-000000.tar.zst");
        assertThat(KEYS.segment("0000000A00000001000000FF")).endsWith("/wal/0000000A/0000000A00000001000000FF.zst");
        assertThat(KEYS.slices("0000000A00000001000000FF")).endsWith("/wal/0000000A/partial/0000000A00000001000000FF/");
        assertThat(KEYS.history(10)).endsWith("/wal/0000000A.history");
        assertThat(ObjectKey.checked(KEYS.part(BACKUP, "base-000000.tar.zst"))).isNotEmpty();
    }

    @Test
    void backupIdsSortByTimeAndKnowIt() {
        Instant start = Instant.parse("2026-11-22T02:00:00.123456Z");

        BackupId id = BackupIds.next(start, BackupKind.FULL, Optional.empty());

        assertThat(id).isEqualTo(BACKUP);
        assertThat(BackupIds.startedAt(id)).isEqualTo(Instant.parse("2026-11-22T02:00:00.123Z"));
        assertThat(BackupIds.next(start.plusMillis(1), BackupKind.INCREMENTAL, Optional.of(id)))
                .isGreaterThan(id);
    }

    @Test
    void aClockThatWentBackIsRefused() {
        Instant start = Instant.parse("2026-11-22T02:00:00.123Z");

        assertFails(ErrorCode.CLOCK_WENT_BACK, () -> BackupIds.next(start, BackupKind.FULL, Optional.of(BACKUP)));
        assertFails(
                ErrorCode.CLOCK_WENT_BACK,
                () -> BackupIds.next(start.minusSeconds(1), BackupKind.INCREMENTAL, Optional.of(BACKUP)));
        assertFails(ErrorCode.REQUEST_INVALID, () -> BackupIds.startedAt(new BackupId("20261322T020000123Z-full")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "01", "18446744073709551616", "99999999999999999999", "x", "1 ", "../1"})
    void otherTextsAreNoSystemIdentifiers(String text) {
        assertFails(ErrorCode.REQUEST_INVALID, () -> SystemIdentifier.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/..", "../a", "a/../b", "a\0b", "\0", "\0ff"
            })
    void pathsThatLeadElsewhereAreRefused(String path) {
        assertFails(ErrorCode.CORRUPT, () -> DataPath.checked(path));
        assertFails(ErrorCode.CORRUPT, () -> DataPath.ofBytes(path.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "...", "..a", "a..", ".hidden", "a b/c\nd", "ümläut", "base/1/1259_vm.1"})
    void otherPathsAreKept(String path) {
        assertThat(DataPath.checked(path)).isEqualTo(path);
        assertThat(DataPath.ofBytes(path.getBytes(StandardCharsets.UTF_8))).isEqualTo(path);
        assertThat(DataPath.isRaw(path)).isFalse();
    }

    @Test
    void namesThatAreNotUtf8AreKeptAsBytes() {
        String latin = DataPath.ofBytes("l\u00e4tin".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(DataPath.isRaw(latin)).isTrue();
        assertThat(DataPath.hex(latin)).isEqualTo("6ce474696e");
        assertThat(DataPath.ofHex("6ce474696e")).isEqualTo(latin);
        assertThat(DataPath.hex(DataPath.below("pg_tblspc/1", latin))).isEqualTo("70675f74626c7370632f312f6ce474696e");
        assertThat(DataPath.below("pg_tblspc/1", "a")).isEqualTo("pg_tblspc/1/a");
        assertFails(ErrorCode.CORRUPT, () -> DataPath.ofBytes(new byte[] {'.', '.', '/', (byte) 0xe4}));
        assertFails(ErrorCode.CORRUPT, () -> DataPath.ofHex("2e2e2fe4"));
        assertFails(ErrorCode.CORRUPT, () -> DataPath.ofHex("e"));
    }

    @Test
    void anyBytesAreAPathThatStaysInsideOrAreRefused() {
        Random random = new Random(1);
        byte[] alphabet = {'.', '/', 'a', 0, (byte) 0xc3, (byte) 0xa4, (byte) 0xff, '\\'};
        for (int round = 0; round < 100_000; round++) {
            byte[] name = new byte[random.nextInt(8)];
            for (int position = 0; position < name.length; position++) {
                name[position] = alphabet[random.nextInt(alphabet.length)];
            }
            try {
                String path = DataPath.ofBytes(name);
                String seen = DataPath.isRaw(path) ? new String(name, StandardCharsets.ISO_8859_1) : path;
                assertThat(seen.split("/", -1)).doesNotContain("", ".", "..");
            } catch (LifeboatException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT);
            }
        }
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
