package org.theorder.lifeboat.repository.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

class ChecksumsTest {
    @Test
    void checksumsAreWrittenAsPostgresqlDoes() {
        // from manifests of PostgreSQL 15: an empty file, and a PG_VERSION
        assertThat(of(ChecksumAlgorithm.CRC32C, "")).isEqualTo("00000000");
        assertThat(of(ChecksumAlgorithm.CRC32C, "15\n")).isEqualTo(PG_VERSION_15);
        assertThat(of(ChecksumAlgorithm.SHA256, ""))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(of(ChecksumAlgorithm.NONE, "anything")).isEmpty();
    }

    private static final String PG_VERSION_15 = "8a744722";

    private static String of(ChecksumAlgorithm algorithm, String content) {
        FileChecksum checksum = algorithm.start();
        checksum.update(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
        return checksum.finish();
    }

    @Test
    void crcsOfPiecesAreJoined() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[random.nextInt(100_000)];
            random.nextBytes(bytes);
            int cut = bytes.length == 0 ? 0 : random.nextInt(bytes.length + 1);

            int joined = Crc32cJoin.join(crc(bytes, 0, cut), crc(bytes, cut, bytes.length), bytes.length - cut);

            assertThat(joined).isEqualTo(crc(bytes, 0, bytes.length));
        }
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    @Test
    void aControlFileIsCheckedAndKnowsItsSystem() {
        ControlFile control = ControlFile.check(SyntheticCluster.pgControl());

        assertThat(control.systemIdentifier()).isEqualTo(SyntheticCluster.KEYS.systemIdentifier());
        assertThat(control.version()).isEqualTo(1300);
    }

    @Test
    void aTornControlFileIsRefused() {
        byte[] valid = SyntheticCluster.pgControl();
        for (int position = 0; position < 292; position++) {
            byte[] torn = valid.clone();
            torn[position] ^= 0x20;
            assertThatExceptionOfType(LifeboatException.class).isThrownBy(() -> ControlFile.check(torn));
        }
        assertThatExceptionOfType(LifeboatException.class).isThrownBy(() -> ControlFile.check(new byte[0]));
        assertThatExceptionOfType(LifeboatException.class).isThrownBy(() -> ControlFile.check(new byte[8191]));
    }
}
