package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupWriter;
import org.theorder.lifeboat.repository.backup.SealedBackup;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.DocumentedCommands;
import org.theorder.lifeboat.repository.testing.DocumentedCommands.Outcome;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.TestKeys;
import org.theorder.lifeboat.repository.testing.Trees;
import org.theorder.lifeboat.repository.wal.WalEncoder;
import org.theorder.lifeboat.repository.wal.WalObject;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.repository.wal.WalWriter;
import org.theorder.lifeboat.servers.test.RequiredServers;

/** The commands of docs/repository-format.md, as they stand there, on a repository that Lifeboat wrote. */
class HandRestoreTest {
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final WalSegment SEGMENT = WalSegment.parse("000000010000000000000002", SEGMENT_BYTES);

    @TempDir
    Path directory;

    private final DocumentedCommands commands = DocumentedCommands.ofRepositoryFormat();
    private Storage region;
    private Path target;

    @BeforeEach
    void region() {
        region = FileStorage.initialize(directory.resolve("a region"), new RegionName("dr"), Backups.CLOCK);
        target = directory.resolve("restored");
    }

    private Map<String, String> variables() {
        return new HashMap<>(Map.of(
                "REPOSITORY", directory.resolve("a region").toString(),
                "CLUSTER", "shop",
                "BACKUP", SyntheticCluster.BACKUP.value(),
                "TARGET", target.toString(),
                "TABLESPACES", directory.resolve("tablespaces").toString()));
    }

    @Test
    void backupsAreListed() {
        Backups.take(SyntheticCluster.typical(1), List.of(region));

        Outcome list = commands.run("hand-list", variables());

        assertThat(list)
                .isEqualTo(new Outcome(
                        0,
                        "20261122T020000123Z-full server 180006 from 0/2000028 completed 2026-11-22T02:03:04.567Z\n"));
    }

    @Test
    void everyStoredByteIsChecked() throws IOException {
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        assertThat(commands.run("hand-verify", variables())).isEqualTo(new Outcome(0, ""));

        Path part = directory
                .resolve("a region")
                .resolve(SyntheticCluster.KEYS.part(SyntheticCluster.BACKUP, "base-000003.tar.zst"));
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.write(part, bytes);

        Outcome verify = commands.run("hand-verify", variables());
        assertThat(verify.exit()).isNotZero();
        assertThat(verify.output()).contains("parts/base-000003.tar.zst: FAILED");
    }

    @Test
    void aDataDirectoryIsUnpacked() throws IOException {
        SyntheticCluster cluster = SyntheticCluster.typical(2);
        Backups.take(cluster, List.of(region));

        assertThat(commands.run("hand-restore", variables())).isEqualTo(new Outcome(0, ""));

        Trees.assertHolds(target, cluster.files().get("base"));
    }

    @Test
    void tablespacesAreUnpackedAndLinked() throws IOException {
        SyntheticCluster cluster = SyntheticCluster.typical(3)
                .file("tablespace_map", "16400 /srv/tablespaces/16400\n".getBytes(StandardCharsets.US_ASCII))
                .file("pg_tblspc/placeholder", new byte[1])
                .file("16400", "PG_18_202506291/5/20000", SyntheticCluster.content(new Random(1), 200_000))
                .file("16401", "PG_18_202506291/5/20001", new byte[0])
                .file("pg_tblspc/16402/placeholder", new byte[1])
                .file("16402", "PG_18_202506291/5/20002", new byte[8192])
                .inPlace("16402")
                .link("pg_tblspc/16401", "/srv/tablespaces/16401");
        Backups.take(cluster, List.of(region));

        assertThat(commands.run("hand-restore", variables())).isEqualTo(new Outcome(0, ""));

        for (String oid : List.of("16400", "16401")) {
            Path tablespace = directory.resolve("tablespaces").resolve(oid);
            assertThat(Files.readSymbolicLink(target.resolve("pg_tblspc").resolve(oid)))
                    .isEqualTo(tablespace);
            Trees.assertHolds(tablespace, cluster.files().get(oid));
        }
        assertThat(target.resolve("pg_tblspc/16402/PG_18_202506291/5/20002")).hasSize(8192);
        assertThat(target.resolve("tablespace_map")).doesNotExist();
    }

    @Test
    void aTargetThatIsNotEmptyIsLeftAlone() throws IOException {
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        Files.writeString(Files.createDirectory(target).resolve("precious"), "data");

        assertThat(commands.run("hand-restore", variables()).exit()).isNotZero();

        Trees.assertHolds(target, Map.of("precious", "data".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void walIsBroughtAndAbsenceIsNotAnError() throws IOException {
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        byte[] wal = SyntheticCluster.content(new Random(5), SEGMENT_BYTES);
        WalWriter writer = new WalWriter(region, SyntheticCluster.KEYS);
        writer.put(WalObject.segment(SEGMENT, ByteBuffer.wrap(wal)));
        byte[] history = "1\t0/3000000\tno recovery target specified\n".getBytes(StandardCharsets.US_ASCII);
        writer.put(WalObject.history(2, history));
        prepareWal();

        assertThat(bring(SEGMENT.name())).isEqualTo(new Outcome(0, ""));
        assertThat(Files.readAllBytes(brought())).isEqualTo(wal);
        assertThat(bring("00000002.history")).isEqualTo(new Outcome(0, ""));
        assertThat(Files.readAllBytes(brought())).isEqualTo(history);
        for (String absent : List.of("00000003.history", SEGMENT.next().name(), SEGMENT.name() + ".00000028.backup")) {
            assertThat(bring(absent)).as(absent).isEqualTo(new Outcome(1, ""));
        }
    }

    @Test
    void slicesAreAssembledAsFarAsTheyReach() throws IOException {
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        byte[] wal = SyntheticCluster.content(new Random(6), 3_000_000);
        slice(wal, 0, 1_000_000);
        slice(wal, 1_000_000, 1_700_001);
        slice(wal, 1_500_000, 2_000_000); // cut otherwise by another writer
        slice(wal, 2_500_000, 3_000_000); // behind a hole
        prepareWal();

        assertThat(bring(SEGMENT.name())).isEqualTo(new Outcome(0, ""));

        byte[] expected = Arrays.copyOf(Arrays.copyOf(wal, 2_000_000), SEGMENT_BYTES);
        assertThat(Files.readAllBytes(brought())).isEqualTo(expected);
    }

    @Test
    void slicesThatDoNotBeginAtTheSegmentAreNothing() throws IOException {
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        slice(SyntheticCluster.content(new Random(6), 100_000), 1_000, 100_000);
        prepareWal();

        assertThat(bring(SEGMENT.name())).isEqualTo(new Outcome(1, ""));
        assertThat(brought()).doesNotExist();
    }

    @Test
    void anErrorIsNeverTheEndOfTheWal() throws IOException {
        Backups.take(SyntheticCluster.typical(1), List.of(region));
        WalWriter writer = new WalWriter(region, SyntheticCluster.KEYS);
        writer.put(WalObject.segment(SEGMENT, ByteBuffer.wrap(SyntheticCluster.content(new Random(5), SEGMENT_BYTES))));
        prepareWal();
        Path stored = directory.resolve("a region").resolve(SyntheticCluster.KEYS.segment(SEGMENT.name()));
        Files.write(stored, Arrays.copyOf(Files.readAllBytes(stored), 1_000_000));

        assertThat(bring(SEGMENT.name()).exit()).isEqualTo(200);

        Files.move(directory.resolve("a region"), directory.resolve("unmounted"));
        assertThat(bring(SEGMENT.name()).exit()).isEqualTo(200);
        assertThat(bring("00000003.history").exit()).isEqualTo(200);
    }

    /** With the real age program, for every recipient. Correctness line 19. */
    @Test
    void encryptedBackupsAndWalAreRestoredByHand() throws IOException {
        RequiredServers.orSkip(
                DocumentedCommands.run(Map.of(), "sh", "-c", "command -v age").exit() == 0,
                "the program age",
                "apt-get install age");
        TestKeys owner = new TestKeys();
        TestKeys escrow = new TestKeys();
        Encryption encryption = TestKeys.encryption(owner, escrow);
        SyntheticCluster cluster = SyntheticCluster.typical(2);
        try (BackupWriter writer = BackupWriter.begin(
                cluster.beginning(), List.of(region), Backups.SMALL_PARTS.withEncryption(encryption), Backups.CLOCK)) {
            SealedBackup sealed = Backups.stream(cluster, writer, ChecksumAlgorithm.CRC32C);
            sealed.commit(sealed.regions());
        }
        byte[] wal = SyntheticCluster.content(new Random(5), SEGMENT_BYTES);
        WalEncoder encoder = WalEncoder.of(
                SyntheticCluster.KEYS, encryption, new FingerprintKeys(List.of(new byte[FingerprintKeys.KEY_BYTES])));
        WalWriter writer = new WalWriter(region, SyntheticCluster.KEYS);
        writer.put(encoder.segment(SEGMENT, ByteBuffer.wrap(wal)));
        WalSegment next = SEGMENT.next();
        writer.put(encoder.slice(next, next.start(), ByteBuffer.wrap(wal, 0, 1_000)));
        writer.put(encoder.slice(next, next.start().plus(1_000), ByteBuffer.wrap(wal, 1_000, 500)));
        Map<String, String> variables = variables();
        variables.put("IDENTITY", escrow.write(directory.resolve("escrow.txt")).toString());

        assertThat(commands.run("hand-verify", variables)).isEqualTo(new Outcome(0, ""));
        assertThat(commands.run("hand-restore", variables)).isEqualTo(new Outcome(0, ""));
        Trees.assertHolds(target, cluster.files().get("base"));
        assertThat(commands.run("hand-wal", variables)).isEqualTo(new Outcome(0, ""));
        assertThat(bring(SEGMENT.name())).isEqualTo(new Outcome(0, ""));
        assertThat(Files.readAllBytes(brought())).isEqualTo(wal);
        assertThat(bring(next.name())).isEqualTo(new Outcome(0, ""));
        assertThat(Files.readAllBytes(brought())).isEqualTo(Arrays.copyOf(Arrays.copyOf(wal, 1_500), SEGMENT_BYTES));

        Files.delete(directory.resolve("escrow.txt"));
        assertThat(bring(SEGMENT.name()).exit()).isEqualTo(200);
    }

    private void slice(byte[] wal, int from, int to) {
        Lsn start = SEGMENT.start().plus(from);
        new WalWriter(region, SyntheticCluster.KEYS)
                .put(WalObject.slice(SEGMENT, start, ByteBuffer.wrap(wal, from, to - from)));
    }

    private void prepareWal() throws IOException {
        Files.createDirectory(target);
        assertThat(commands.run("hand-wal", variables())).isEqualTo(new Outcome(0, ""));
        assertThat(target.resolve("recovery.signal")).exists();
        assertThat(target.resolve("postgresql.auto.conf")).content().contains("restore_command = 'sh \"");
    }

    private Path brought() {
        return target.resolve("RECOVERYXLOG");
    }

    private Outcome bring(String name) {
        return DocumentedCommands.run(
                Map.of(),
                "sh",
                target.resolve("lifeboat-wal.sh").toString(),
                name,
                brought().toString());
    }
}
