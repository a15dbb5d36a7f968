package org.theorder.lifeboat.repository.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The test vectors of the age format (C2SP/CCTV, age, 0BSD), those for binary files and X25519: what must be accepted is,
 * and what must be refused is. Correctness line 19,
 * Correctness line 20.
 */
class AgeVectorsTest {
    private static final Path VECTORS = Path.of("src/test/resources/age-vectors");

    @TempDir
    Path directory;

    static List<Path> vectors() throws IOException {
        try (Stream<Path> files = Files.list(VECTORS)) {
            return files.filter(each -> !each.endsWith("README.md")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aVectorIsTakenOrRefusedAsItSays(Path vector) throws Exception {
        byte[] bytes = Files.readAllBytes(vector);
        int end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\n\n");
        Map<String, List<String>> header = new HashMap<>();
        new String(bytes, 0, end, StandardCharsets.US_ASCII)
                .lines()
                .forEach(line -> header.computeIfAbsent(line.split(": ", 2)[0], key -> new ArrayList<>())
                        .add(line.split(": ", 2)[1]));
        InputStream file = new ByteArrayInputStream(bytes, end + 2, bytes.length);
        if (header.getOrDefault("compressed", List.of()).contains("zlib")) {
            file = new InflaterInputStream(file);
        }

        ByteArrayOutputStream given = new ByteArrayOutputStream();
        String outcome = outcome(file, identities(header.getOrDefault("identity", List.of())), given);

        String expected = header.getOrDefault("expect", List.of()).getFirst();
        assertThat(outcome).isEqualTo(expected.equals("success") ? "success" : "refused");
        if (expected.equals("success")) {
            assertThat(sha256(given.toByteArray()))
                    .isEqualTo(header.getOrDefault("payload", List.of()).getFirst());
        } else {
            // we look behind a chunk before we give it out, so it may be less than the vector allows, but only whole
            // chunks
            assertThat(given.size() % ChunkCipher.PLAIN).isZero();
        }
    }

    private static String outcome(InputStream file, Identities identities, ByteArrayOutputStream given)
            throws IOException {
        try (AgeInputStream plain = AgeInputStream.open(file, identities, "the vector")) {
            for (int value = plain.read(); value >= 0; value = plain.read()) {
                given.write(value);
            }
            return "success";
        } catch (AgeException | LifeboatException e) {
            return "refused";
        }
    }

    private Identities identities(List<String> secrets) throws IOException {
        if (secrets.isEmpty()) {
            return Identities.none();
        }
        Path file = Files.createFile(
                directory.resolve("identities"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return IdentityFiles.read(List.of(Files.write(file, secrets)));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
