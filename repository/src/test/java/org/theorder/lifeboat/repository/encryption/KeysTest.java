package org.theorder.lifeboat.repository.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.testing.TestKeys;

/** What is taken for a recipient or an identity, and that a secret is never shown. Correctness line 19. */
class KeysTest {
    private static final TestKeys KEYS = new TestKeys();

    @TempDir
    Path directory;

    @Test
    void recipientsAreParsedAndCountedOnce() {
        Encryption encryption = Encryption.parse(List.of(KEYS.recipient(), " " + KEYS.recipient() + "\n"));

        assertThat(encryption.recipients()).hasSize(1);
        assertThat(encryption.isOn()).isTrue();
        assertThat(encryption.fingerprints().getFirst().value())
                .isEqualTo(KEYS.recipient().substring(0, 20));
        assertThat(Encryption.parse(List.of())).isEqualTo(Encryption.none());
    }

    @Test
    void aSecretGivenByMistakeIsNotRepeated() {
        for (String secret : List.of(KEYS.identity(), KEYS.identity().toLowerCase(java.util.Locale.ROOT))) {
            assertRefusedUnseen(secret, () -> Encryption.parse(List.of(secret)), "a secret key stands where");
        }
    }

    @Test
    void otherKindsOfRecipientsAreNamed() {
        String mistyped = KEYS.recipient().substring(0, 61) + (KEYS.recipient().endsWith("q") ? "p" : "q");
        assertRefused(() -> Encryption.parse(List.of(mistyped)), "is mistyped");
        assertRefused(() -> Encryption.parse(List.of("ssh-ed25519 AAAA")), "only X25519");
        assertRefused(() -> Encryption.parse(List.of("age1yubikey1qwer")), "only X25519");
        assertRefused(() -> Encryption.parse(List.of("")), "62 characters");
        assertRefused(() -> Encryption.parse(List.of(KEYS.recipient() + "q")), "62 characters");
    }

    @Test
    void identityFilesAreReadAsAgeKeygenWritesThem() {
        Identities identities = IdentityFiles.read(List.of(KEYS.write(directory.resolve("key.txt"))));

        assertThat(identities.fingerprints())
                .isEqualTo(TestKeys.encryption(KEYS).fingerprints());
        assertThat(identities.toString()).doesNotContain(KEYS.identity().substring(20, 40));
    }

    @Test
    void aFileThatEverybodyMayReadIsRefused() throws Exception {
        Path file = KEYS.write(directory.resolve("key.txt"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(() -> IdentityFiles.read(List.of(file)), "everybody");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(IdentityFiles.read(List.of(file)).isEmpty()).isFalse();
    }

    @Test
    void aWrongIdentityFileIsRefusedUnseen() throws Exception {
        Path file = KEYS.write(directory.resolve("key.txt"));
        String mistyped =
                KEYS.identity().substring(0, 30) + "QQQQ" + KEYS.identity().substring(34);
        Files.writeString(file, "# comment\n\n" + mistyped + "\n");
        assertRefusedUnseen(mistyped, () -> IdentityFiles.read(List.of(file)), "line 3");
        Files.writeString(file, "hunter2-the-secret-passphrase\n");
        assertRefusedUnseen("hunter2-the-secret-passphrase", () -> IdentityFiles.read(List.of(file)), "line 1");
        Files.writeString(file, "# nothing\n");
        assertRefused(() -> IdentityFiles.read(List.of(file)), "holds no identity");
        assertRefused(() -> IdentityFiles.read(List.of(directory.resolve("absent"))), "cannot be read");
    }

    private static void assertRefused(Runnable call, String saying) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .withMessageContaining(saying);
    }

    private static void assertRefusedUnseen(String secret, Runnable call, String saying) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call::run)
                .withMessageContaining(saying)
                .satisfies(e -> {
                    for (Throwable each = e; each != null; each = each.getCause()) {
                        assertThat(String.valueOf(each.getMessage())).doesNotContain(secret.substring(5, 25));
                    }
                });
    }
}
