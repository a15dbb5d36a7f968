package org.theorder.lifeboat.notifier.subscriber;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.SubscriberName;

class SharedKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final byte[] CONTENT = "reader@example.org".getBytes(UTF_8);
    private static final byte[] ASSOCIATED = "version 7".getBytes(UTF_8);

    @TempDir
    Path folder;

    private SharedKey key;
    private SharedKey other;

    @BeforeEach
    void twoKeys() throws IOException {
        key = SharedKey.read(file("key", 1));
        other = SharedKey.read(file("other", 2));
    }

    private Path file(String name, int first) throws IOException {
        byte[] secret = new byte[32];
        secret[0] = (byte) first;
        return Files.writeString(folder.resolve(name), Base64.getEncoder().encodeToString(secret) + "\n");
    }

    @Test
    void whoHasTheKeyReadsWhatWasSealed() {
        assertThat(key.open(key.seal(CONTENT, ASSOCIATED), ASSOCIATED)).hasValue(CONTENT);
    }

    @Test
    void theSameIsSealedDifferentlyEachTime() {
        assertThat(key.seal(CONTENT, ASSOCIATED)).isNotEqualTo(key.seal(CONTENT, ASSOCIATED));
    }

    @Test
    void anotherKeyOpensNothing() {
        assertThat(other.open(key.seal(CONTENT, ASSOCIATED), ASSOCIATED)).isEmpty();
    }

    @Test
    void whatWasChangedOnTheWayIsNotOpenedWhicheverByteItIs() {
        byte[] sealed = Base64.getDecoder().decode(key.seal(CONTENT, ASSOCIATED));
        for (int index = 0; index < sealed.length; index++) {
            byte[] changed = sealed.clone();
            changed[index] ^= 1;
            assertThat(key.open(Base64.getEncoder().encodeToString(changed), ASSOCIATED))
                    .as("byte " + index)
                    .isEmpty();
        }
    }

    @Test
    void whatWasSaidOfAnotherVersionIsNotOpened() {
        assertThat(key.open(key.seal(CONTENT, ASSOCIATED), "version 8".getBytes(UTF_8)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "not Base64", "AAECAwQFBgcICQoLDA0ODw=="})
    void whatWasNeverSealedIsNotOpened(String sealed) {
        assertThat(key.open(sealed, ASSOCIATED)).isEmpty();
    }

    @Test
    void anAddressHasOneNameWhicheverWayItsLettersAreWritten() {
        SubscriberName name = key.nameOf(Address.parse("reader@example.org"));

        assertThat(key.nameOf(Address.parse("Reader@Example.ORG"))).isEqualTo(name);
        assertThat(key.nameOf(Address.parse("other@example.org"))).isNotEqualTo(name);
        assertThat(key.nameOf(Address.parse("https://example.org/reader"))).isNotEqualTo(name);
        assertThat(other.nameOf(Address.parse("reader@example.org"))).isNotEqualTo(name);
    }

    @Test
    void aLinkNamesItsSubscriberUntilItIsOver() {
        SubscriberName name = key.nameOf(Address.parse("reader@example.org"));
        Token link = key.link(name, NOW.plus(Duration.ofDays(400)));

        assertThat(link.text()).matches("[A-Za-z0-9_-]{43}");
        assertThat(key.nameIn(link, NOW)).hasValue(name);
        assertThat(key.nameIn(link, NOW.plus(Duration.ofDays(400)))).hasValue(name);
        assertThat(key.nameIn(link, NOW.plus(Duration.ofDays(401)))).isEmpty();
        assertThat(other.nameIn(link, NOW)).isEmpty();
    }

    @Test
    void aLinkThatWasMadeUpNamesNobody() {
        Token link = key.link(key.nameOf(Address.parse("reader@example.org")), NOW);
        byte[] bytes = Base64.getUrlDecoder().decode(link.text());
        for (int index = 0; index < bytes.length; index++) {
            byte[] changed = bytes.clone();
            changed[index] ^= 1;
            assertThat(key.nameIn(token(changed), NOW)).as("byte " + index).isEmpty();
        }
        assertThat(key.nameIn(token(Arrays.copyOf(bytes, 33)), NOW)).isEmpty();
        assertThat(key.nameIn(token(Arrays.copyOf(bytes, 18)), NOW)).isEmpty();
        assertThat(key.nameIn(Token.random(), NOW)).isEmpty();
        assertThat(key.nameIn(new Token("no Base64 at all!"), NOW)).isEmpty();
        assertThat(key.nameIn(new Token(""), NOW)).isEmpty();
    }

    private static Token token(byte[] bytes) {
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "AAECAwQFBgcICQoLDA0ODw=="})
    void aFileWithoutAKeyEndsTheStartAndIsNotRepeated(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong"), content);

        assertThatThrownBy(() -> SharedKey.read(file))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageContaining("lifeboat.notifier.subscribers.shared-key-file: " + file + " ")
                .hasMessageContaining("openssl rand -base64 32")
                .message()
                .satisfies(message -> assertThat(content.isEmpty() || !message.contains(content))
                        .isTrue());
    }

    @Test
    void aFileThatIsNotThereEndsTheStart() {
        assertThatThrownBy(() -> SharedKey.read(folder.resolve("none"))).hasMessageContaining("none");
    }

    @Test
    void theKeyGetsIntoNoLog() {
        assertThat(key).hasToString("SharedKey");
    }
}
