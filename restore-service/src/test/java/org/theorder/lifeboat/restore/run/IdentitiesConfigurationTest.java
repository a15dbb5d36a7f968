package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.Identities;

/** {@code lifeboat.restore.identities}: what is wrong is said once, with the key and the file, and never with its content. */
class IdentitiesConfigurationTest {
    /** Of age's own documentation. */
    private static final String SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

    @TempDir
    Path folder;

    private static Identities identities(Object files) {
        return RestorerProducer.identities(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(
                        Map.of("lifeboat.restore.identities", files.toString()), "test", 100))
                .withMapping(RestoreConfiguration.class)
                .build()
                .getConfigMapping(RestoreConfiguration.class));
    }

    private Path file(String name, String content, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void severalFilesAreRead() throws IOException {
        Path one = file("one.txt", "# created: today\n# public key: age1…\n" + SECRET + "\n", "rw-------");
        Path other = file("other.txt", SECRET + "\n", "rw-r-----");

        assertThat(identities(one + "," + other).toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "rw-r--r--, secret, may be read or written by everybody on this host: chmod 600",
        "rw-------, age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p, line 1",
        "rw-------, 'no identity at all', is not an identity",
        "rw-------, '# only a comment', holds no identity",
        "rw-------, mistyped, is mistyped: its checksum does not match",
        "rw-------, 'age-encryption.org/v1', is itself encrypted; decrypt it with age first"
    })
    void whatIsNoIdentityIsRefusedWithTheFile(String mode, String content, String said) throws IOException {
        String text = content.replace("secret", SECRET).replace("mistyped", SECRET.replace("Q4EGAEX", "Q4EGAEY"));

        assertIsRefused(file("identity.txt", text, mode), said, text);
    }

    @Test
    void whatCannotBeReadIsRefusedWithTheFile() {
        assertIsRefused(folder.resolve("absent.txt"), "must exist and be readable by the service's user", SECRET);
        assertIsRefused(folder, "cannot be read", SECRET);
    }

    private static void assertIsRefused(Path file, String said, String content) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> identities(file))
                .withMessageStartingWith("lifeboat.restore.identities: ")
                .withMessageContainingAll(said, file.toString())
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(List.of(content)));
    }
}
