package org.theorder.lifeboat.repository.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.testing.Mutations;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

class ManifestReaderTest {
    private static final String RANGES =
            "\"WAL-Ranges\": [\n{ \"Timeline\": 1, \"Start-LSN\": \"0/2000028\", \"End-LSN\": \"0/2000100\" }\n],\n";

    private final List<ManifestFile> files = new ArrayList<>();

    private ManifestSummary read(byte[] manifest) {
        files.clear();
        return ManifestReader.read(new ByteArrayInputStream(manifest), files::add);
    }

    /** What PostgreSQL 15 wrote, shortened; its own checksum was not made by us. */
    @Test
    void aManifestOfPostgresqlIsRead() {
        ManifestSummary summary = read(SyntheticCluster.signed("""
                { "PostgreSQL-Backup-Manifest-Version": 1,
                "Files": [
                { "Path": "backup_label", "Size": 225, "Last-Modified": "2026-11-22 16:59:57 GMT", "Checksum-Algorithm": "CRC32C", "Checksum": "00dc4cb0" },
                { "Encoded-Path": "6c6174696ee4", "Size": 0, "Last-Modified": "2026-11-22 16:59:48 GMT", "Checksum-Algorithm": "CRC32C", "Checksum": "00000000" }
                ],
                """ + RANGES));

        assertThat(summary.version()).isEqualTo(1);
        assertThat(summary.systemIdentifier()).isNull();
        assertThat(summary.walRanges())
                .containsExactly(new ManifestSummary.WalRange(1, Lsn.parse("0/2000028"), Lsn.parse("0/2000100")));
        assertThat(files)
                .containsExactly(
                        new ManifestFile("backup_label", 225, ChecksumAlgorithm.CRC32C, "00dc4cb0"),
                        new ManifestFile("\0" + "6c6174696ee4", 0, ChecksumAlgorithm.CRC32C, "00000000"));
    }

    @ParameterizedTest
    @EnumSource(ChecksumAlgorithm.class)
    void everyAlgorithmIsRead(ChecksumAlgorithm algorithm) {
        SyntheticCluster cluster = SyntheticCluster.typical(1);

        ManifestSummary summary = read(cluster.manifest(algorithm));

        assertThat(summary.version()).isEqualTo(2);
        assertThat(summary.systemIdentifier()).isEqualTo(SyntheticCluster.KEYS.systemIdentifier());
        assertThat(summary.files()).isEqualTo(cluster.files().get("base").size());
        assertThat(files).allSatisfy(file -> {
            assertThat(file.algorithm()).isEqualTo(algorithm);
            assertThat(file.checksum()).hasSize(2 * algorithm.bytes());
        });
    }

    @Test
    void oneChangedByteAnywhereIsNoticed() {
        byte[] manifest = new SyntheticCluster().manifest();
        for (int position = 0; position < manifest.length; position++) {
            byte[] changed = manifest.clone();
            changed[position] ^= 1;
            assertThatExceptionOfType(LifeboatException.class)
                    .as("position %d", position)
                    .isThrownBy(() -> read(changed));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"Path\": \"../x\", \"Size\": 0 }",
                "{ \"Path\": \"/x\", \"Size\": 0 }",
                "{ \"Path\": \"\", \"Size\": 0 }",
                "{ \"Path\": \"a\\u0000b\", \"Size\": 0 }",
                "{ \"Encoded-Path\": \"2e2e2f78\", \"Size\": 0 }",
                "{ \"Encoded-Path\": \"xy\", \"Size\": 0 }",
                "{ \"Path\": \"a\", \"Size\": -1 }",
                "{ \"Path\": \"a\", \"Size\": \"1\" }",
                "{ \"Path\": \"a\", \"Size\": 99999999999999999999 }",
                "{ \"Path\": \"a\" }",
                "{ \"Size\": 1 }",
                "{ \"Path\": \"a\", \"Size\": 1, \"Size\": 2 }",
                "{ \"Path\": \"a\", \"Size\": 1, \"Checksum-Algorithm\": \"MD5\", \"Checksum\": \"00\" }",
                "{ \"Path\": \"a\", \"Size\": 1, \"Checksum-Algorithm\": \"CRC32C\", \"Checksum\": \"0000\" }",
                "{ \"Path\": \"a\", \"Size\": 1, \"Checksum-Algorithm\": \"CRC32C\" }",
                "{ \"Path\": \"a\", \"Size\": 1, \"Surprise\": 1 }",
                "[]",
                "1"
            })
    void impossibleFilesAreRefused(String file) {
        assertCorrupt(SyntheticCluster.signed(
                "{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n\"Files\": [\n" + file + "\n],\n" + RANGES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "null",
                "{ \"PostgreSQL-Backup-Manifest-Version\": 3,\n",
                "{ \"PostgreSQL-Backup-Manifest-Version\": 2,\n",
                "{ \"PostgreSQL-Backup-Manifest-Version\": 2,\n\"System-Identifier\": -5,\n",
                "{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n\"Files\": {},\n",
                "{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n\"WAL-Ranges\": [{ \"Timeline\": 0, \"Start-LSN\": \"0/1\", \"End-LSN\": \"0/2\" }],\n",
                "{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n\"WAL-Ranges\": [{ \"Timeline\": 1, \"Start-LSN\": \"x\", \"End-LSN\": \"0/2\" }],\n",
                "{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n\"WAL-Ranges\": [{ \"Timeline\": 1 }],\n"
            })
    void impossibleManifestsAreRefused(String beginning) {
        assertCorrupt(SyntheticCluster.signed(beginning));
    }

    @Test
    void lengthIsLimitedPerLineAndDepth() {
        assertCorrupt(
                SyntheticCluster.signed("{ \"PostgreSQL-Backup-Manifest-Version\": 1," + " ".repeat(70_000) + "\n"));
        assertCorrupt(SyntheticCluster.signed("{ \"Files\": " + "[".repeat(30_000) + "\n"));
    }

    @Test
    void hostileManifestsAreRefused() {
        Mutations.survive(SyntheticCluster.typical(1).manifest(), 5_000, bytes -> read(bytes), ErrorCode.CORRUPT);
    }

    @Test
    void hostileManifestsWithAGoodChecksumAreRefusedOrRead() {
        String unsigned = new String(new SyntheticCluster().manifest(), StandardCharsets.UTF_8)
                .replaceFirst("\"Manifest-Checksum.*\n", "");
        Mutations.survive(
                unsigned.getBytes(StandardCharsets.UTF_8),
                20_000,
                bytes -> read(SyntheticCluster.signed(new String(bytes, StandardCharsets.UTF_8))),
                ErrorCode.CORRUPT);
    }

    private void assertCorrupt(byte[] manifest) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> read(manifest))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }
}
