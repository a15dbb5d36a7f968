package org.theorder.lifeboat.repository.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

class RepositoryJsonTest {
    private static final Document DOCUMENT = new Document(1, "Zürich", Instant.parse("2026-11-22T02:00:00Z"));
    private static final int BITS = 8;

    record Document(int format, String name, Instant at) {}

    @Test
    void whatIsWrittenIsRead() {
        byte[] json = RepositoryJson.write(DOCUMENT);

        assertThat(new String(json, StandardCharsets.UTF_8)).matches("""
                \\{
                  "format" : 1,
                  "name" : "Zürich",
                  "at" : "2026-11-22T02:00:00Z",
                  "sha256" : "[0-9a-f]{64}"
                \\}
                """);
        assertThat(RepositoryJson.read(Document.class, json, "it")).isEqualTo(DOCUMENT);
        assertThat(RepositoryJson.write(DOCUMENT)).isEqualTo(json);
    }

    /** Whatever bit it is: either it is refused, or (in the name of the field or a blank around it) nothing has changed. */
    @Test
    void noFlippedBitChangesWhatIsRead() {
        byte[] json = RepositoryJson.write(DOCUMENT);
        for (int bit = 0; bit < json.length * BITS; bit++) {
            byte[] flipped = json.clone();
            flipped[bit / BITS] ^= (byte) (1 << (bit % BITS));
            try {
                assertThat(RepositoryJson.read(Document.class, flipped, "it"))
                        .as("bit %d", bit)
                        .isEqualTo(DOCUMENT);
            } catch (LifeboatException e) {
                assertThat(e.code()).as("bit %d", bit).isEqualTo(ErrorCode.CORRUPT);
            }
        }
    }

    @Test
    void anotherTimeIsSeen() {
        byte[] json = new String(RepositoryJson.write(DOCUMENT), StandardCharsets.UTF_8)
                .replace("02:00:00", "03:00:00")
                .getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> RepositoryJson.read(Document.class, json, "backup.json in region dr"))
                .withMessageContaining("backup.json in region dr does not match its own SHA-256");
    }

    @Test
    void documentOfAnOlderReleaseHasNoChecksum() {
        byte[] json = """
                {
                  "format" : 1,
                  "name" : "Zürich",
                  "at" : "2026-11-22T02:00:00Z"
                }
                """.getBytes(StandardCharsets.UTF_8);

        assertThat(RepositoryJson.read(Document.class, json, "it")).isEqualTo(DOCUMENT);
    }
}
