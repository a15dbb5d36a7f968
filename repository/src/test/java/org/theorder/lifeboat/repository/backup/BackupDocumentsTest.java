package org.theorder.lifeboat.repository.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.testing.Mutations;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.Unchecked;

/** Index and commit marker as JSON, and what is refused in them. */
class BackupDocumentsTest {
    private static final String SHA = "ab".repeat(32);
    private static final Instant TIME = Instant.parse("2026-11-22T02:00:00Z");

    private static final BackupIndex INDEX = new BackupIndex(
            SyntheticCluster.BACKUP,
            List.of(Archive.base(), Archive.tablespace("16400", "/srv/ts \"1\"")),
            List.of(
                    new IndexedPart("base-000000.tar.zst", "base", 70_000, 30_000, SHA),
                    new IndexedPart("base-000001.tar.zst", "base", 20_000, 10_000, SHA),
                    new IndexedPart("16400-000000.tar.zst", "16400", 10_000, 5_000, SHA)),
            List.of(
                    new IndexedDirectory("base", "base/1", 0700, TIME),
                    new IndexedDirectory("base", "\0ff", 0700, TIME)),
            List.of(new IndexedLink("base", "pg_tblspc/16400", "/srv/ts \"1\"")),
            List.of(
                    new IndexedFile("base", "empty", 0, 0640, TIME, List.of()),
                    new IndexedFile(
                            "base",
                            "base/1/1259",
                            70_000,
                            0600,
                            TIME,
                            List.of(
                                    new IndexedFile.Segment(0, 512, 0, 60_000),
                                    new IndexedFile.Segment(1, 0, 60_000, 10_000))),
                    new IndexedFile(
                            "base", "\0" + "6ce4", 3, 0600, TIME, List.of(new IndexedFile.Segment(1, 11_000, 0, 3))),
                    new IndexedFile(
                            "16400", "PG_18/5/1", 8, 0600, TIME, List.of(new IndexedFile.Segment(2, 512, 0, 8)))));

    static final BackupMarker MARKER = new BackupMarker(
            1,
            Encoding.ZSTD,
            List.of(),
            SyntheticCluster.BACKUP,
            SyntheticCluster.KEYS.cluster(),
            SyntheticCluster.KEYS.systemIdentifier(),
            BackupKind.FULL,
            null,
            null,
            null,
            180006,
            16 << 20,
            -1,
            1,
            SyntheticCluster.START,
            SyntheticCluster.STOP,
            TIME,
            TIME.plusSeconds(60),
            INDEX.archives(),
            3,
            4,
            70_011,
            100_000,
            45_000,
            true,
            ChecksumAlgorithm.CRC32C,
            1_000,
            SHA,
            2_000,
            SHA,
            null,
            List.of(new Truncation("1663/5/16384", 5)));

    private static byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            IndexJson.write(INDEX, Encoding.ZSTD, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static BackupIndex read(String json) {
        return IndexJson.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anIndexIsReadAsItWasWritten() {
        assertThat(IndexJson.read(new ByteArrayInputStream(json()))).isEqualTo(INDEX);
    }

    @Test
    void everyElementOfAnIndexHasALineOfItsOwn() {
        assertThat(new String(json(), StandardCharsets.UTF_8).lines())
                .hasSize(1 + 2 + 3 + 2 + 1 + 4)
                .contains(
                        "{\"object\":\"base-000001.tar.zst\",\"archive\":\"base\",\"tarBytes\":20000,\"storedBytes\":10000,"
                                + "\"sha256\":\"" + SHA + "\"},");
    }

    @Test
    void whatLaterWritersAddIsIgnored() {
        String json = new String(json(), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"later\":{\"deep\":[1,2]},")
                .replace("\"size\":", "\"later\":[{}],\"size\":");

        assertThat(read(json)).isEqualTo(INDEX);
        assertThat(BackupMarker.read(
                        Unchecked.document(MARKER.json())
                                .replaceFirst("\\{", "{\"later\":[1],")
                                .getBytes(StandardCharsets.UTF_8),
                        "marker"))
                .isEqualTo(MARKER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"base/1/1259\" | \"../1259\"",
                "\"base/1/1259\" | \"/etc/passwd\"",
                "\"base/1/1259\" | \"empty\"",
                "\"base/1/1259\" | \"a\\u0000b\"",
                "\"path\":\"base/1/1259\" | \"encodedPath\":\"2e2e2f31\"",
                "\"path\":\"base/1/1259\" | \"encodedPath\":\"zz\"",
                "\"path\":\"base/1/1259\", | ``",
                "\"path\":\"base/1/1259\" | \"path\":null",
                "\"length\":60000 | \"length\":60001",
                "\"length\":60000 | \"length\":-60000",
                "\"length\":60000 | \"length\":9223372036854775807",
                "\"offset\":512,\"fileOffset\":0,\"length\":60000 | \"offset\":20000,\"fileOffset\":0,\"length\":60000",
                "\"offset\":11000 | \"offset\":9999",
                "\"offset\":11000 | \"offset\":9223372036854775807",
                "\"part\":1,\"offset\":0 | \"part\":3,\"offset\":0",
                "\"part\":1,\"offset\":0 | \"part\":-1,\"offset\":0",
                "\"part\":1,\"offset\":0 | \"part\":2,\"offset\":0",
                "\"tarBytes\":70000 | \"tarBytes\":99999999999",
                "\"object\":\"base-000001.tar.zst\" | \"object\":\"base-000000.tar.zst\"",
                "\"object\":\"base-000001.tar.zst\" | \"object\":\"../../backup.json\"",
                "\"object\":\"base-000001.tar.zst\" | \"object\":\"16400-000001.tar.zst\"",
                "\"pg_tblspc/16400\" | \"global\"",
                "\"pg_tblspc/16400\" | \"pg_tblspc/../../x\"",
                "\"name\":\"16400\" | \"name\":\"16401\"",
                "\"name\":\"base\" | \"name\":\"17\"",
                "\"location\":\"/srv/ts \\\"1\\\"\" | \"location\":\"pg_tblspc/../..\"",
                "\"mode\":\"0600\" | \"mode\":\"rw\"",
                "\"modifiedAt\":\"2026-11-22T02:00:00Z\" | \"modifiedAt\":\"yesterday\"",
                "\"format\":1 | \"format\":0",
                "\"backup\":\"20261122T020000123Z-full\" | \"backup\":\"x\"",
                "\"files\":[ | \"files\":[null,",
                "\"files\":[ | \"files\":1,\"x\":["
            })
    void impossibleIndexesAreRefused(String valid, String hostile) {
        String json = new String(json(), StandardCharsets.UTF_8);
        assertThat(json).contains(valid);

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> read(json.replaceFirst(Pattern.quote(valid), Matcher.quoteReplacement(hostile))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }

    @Test
    void aMarkerIsReadAsItWasWritten() {
        assertThat(BackupMarker.read(MARKER.json(), "marker")).isEqualTo(MARKER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"stopLsn\" : \"0/2000158\" | \"stopLsn\" : \"0/2000027\" | CORRUPT",
                "\"stopLsn\" : \"0/2000158\" | \"stopLsn\" : null | CORRUPT",
                "\"stopLsn\" : \"0/2000158\" | \"stopLsn\" : \"x\" | CORRUPT",
                "\"parent\" : null | \"parent\" : \"20261122T010000123Z-full\" | CORRUPT",
                "\"kind\" : \"full\" | \"kind\" : \"incremental\" | CORRUPT",
                "\"kind\" : \"full\" | \"kind\" : \"other\" | CORRUPT",
                "\"parts\" : 3 | \"parts\" : 0 | CORRUPT",
                "\"parts\" : 3 | \"x\" : 3 | CORRUPT",
                "\"sizeBytes\" : 70011 | \"sizeBytes\" : -1 | CORRUPT",
                "\"indexBytes\" : 1000 | \"indexBytes\" : null | CORRUPT",
                "\"indexSha256\" : \"ab | \"indexSha256\" : \"AB | CORRUPT",
                "\"systemIdentifier\" : \"1 | \"systemIdentifier\" : \"9991 | CORRUPT",
                "\"cluster\" : \"shop\" | \"cluster\" : \"../shop\" | CORRUPT",
                "\"format\" : 1 | \"format\" : 2 | CONFIGURATION_INVALID",
                "\"encoding\" : \"zstd\" | \"encoding\" : \"zstd+age\" | CORRUPT",
                "\"encoding\" : \"zstd\" | \"encoding\" : \"lz4\" | CONFIGURATION_INVALID",
                "\"recipients\" : [ ] | \"recipients\" : [ \"age1234567\" ] | CORRUPT"
            })
    void impossibleMarkersAreRefused(String valid, String hostile, ErrorCode code) {
        String json = Unchecked.document(MARKER.json());
        assertThat(json).contains(valid);

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() ->
                        BackupMarker.read(json.replace(valid, hostile).getBytes(StandardCharsets.UTF_8), "the marker"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .withMessageStartingWith("the marker cannot be read: ");
    }

    @Test
    void hostileIndexesAreRefusedOrRead() {
        Mutations.survive(
                json(),
                20_000,
                bytes -> IndexJson.read(new ByteArrayInputStream(bytes)),
                ErrorCode.CORRUPT,
                ErrorCode.CONFIGURATION_INVALID);
    }

    @Test
    void hostileMarkersAreRefusedOrRead() {
        Mutations.survive(
                MARKER.json(),
                20_000,
                bytes -> BackupMarker.read(bytes, "the marker"),
                ErrorCode.CORRUPT,
                ErrorCode.CONFIGURATION_INVALID);
    }
}
