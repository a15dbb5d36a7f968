package org.theorder.lifeboat.repository.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.testing.AgeFiles;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.TestKeys;

/**
 * Our age files against another implementation (jagged), and against every kind of damage. Correctness line 19,
 * Correctness line 20.
 */
class AgeFormatTest {
    private static final int CHUNK = ChunkCipher.PLAIN;
    private static final TestKeys KEYS = new TestKeys();
    private static final TestKeys ESCROW = new TestKeys();
    private static final Identities IDENTITIES = KEYS.identities();

    private static byte[] content(int length) {
        return SyntheticCluster.content(new Random(length), length);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 5 * CHUNK, 1_000_000})
    void whatIsEncryptedComesBackForEveryRecipient(int length) throws Exception {
        byte[] plain = content(length);

        byte[] file = AgeFiles.encrypt(plain, TestKeys.encryption(KEYS, ESCROW));

        assertThat(AgeFiles.decrypt(file, IDENTITIES)).isEqualTo(plain);
        assertThat(AgeFiles.decrypt(file, ESCROW.identities())).isEqualTo(plain);
        assertThat(jaggedDecrypts(file, ESCROW)).isEqualTo(plain);
        AgeHeader header = AgeHeader.read(new ByteArrayInputStream(file));
        assertThat(file.length - header.length()).isEqualTo(AgeSize.ofPayload(length));
        assertThat(header.fits(file.length)).isTrue();
        assertThat(header.recipients())
                .isEqualTo(TestKeys.encryption(KEYS, ESCROW).fingerprints());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK, CHUNK + 1, 300_000})
    void whatAnotherProgramEncryptedIsRead(int length) throws Exception {
        byte[] plain = content(length);

        assertThat(AgeFiles.decrypt(jaggedEncrypts(plain), IDENTITIES)).isEqualTo(plain);
    }

    @Test
    void theSameBytesEncryptedTwiceAreOtherBytes() {
        Encryption encryption = TestKeys.encryption(KEYS);

        assertThat(AgeFiles.encrypt(content(100), encryption)).isNotEqualTo(AgeFiles.encrypt(content(100), encryption));
    }

    @Test
    void whoHasNoIdentityIsToldWhichOneIsNeeded() {
        byte[] file = AgeFiles.encrypt(content(100), TestKeys.encryption(KEYS, ESCROW));

        for (Identities none : List.of(Identities.none(), new TestKeys().identities())) {
            assertThatExceptionOfType(LifeboatException.class)
                    .isThrownBy(() -> AgeFiles.decrypt(file, none))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_MISSING))
                    .withMessageContaining(KEYS.recipient().substring(0, 20))
                    .withMessageContaining(ESCROW.recipient().substring(0, 20));
        }
    }

    @Test
    void noBitCanChangeUnnoticed() {
        byte[] file = AgeFiles.encrypt(content(CHUNK + 5_000), TestKeys.encryption(KEYS));
        int header = file.length - (int) AgeSize.ofPayload(CHUNK + 5_000);
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            // the header is short beside the payload, and where parsers err
            int at = round < 1_500 ? random.nextInt(header + 20) : random.nextInt(file.length);
            byte[] changed = file.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(changed, "byte " + at);
        }
    }

    @Test
    void noFileIsTakenThatEndsEarly() {
        byte[] file = AgeFiles.encrypt(content(3 * CHUNK), TestKeys.encryption(KEYS));
        int payload = file.length - (int) AgeSize.ofPayload(3 * CHUNK);
        for (int length = 0; length < payload + 40; length++) {
            assertRefused(Arrays.copyOf(file, length), "the first " + length + " bytes");
        }
        for (int chunks = 0; chunks < 3; chunks++) {
            int end = payload + AgeKeys.NONCE_BYTES + chunks * ChunkCipher.STORED;
            for (int more : new int[] {0, 1, 15, 16, 17, 30_000, ChunkCipher.STORED - 1}) {
                assertRefused(Arrays.copyOf(file, end + more), chunks + " chunks and " + more);
            }
        }
        assertRefused(Arrays.copyOf(file, file.length + 1), "one byte more");
        assertRefused(Arrays.copyOf(file, file.length + ChunkCipher.STORED), "one chunk more");
    }

    @Test
    void chunksCannotChangePlaces() {
        byte[] file = AgeFiles.encrypt(content(3 * CHUNK), TestKeys.encryption(KEYS));
        int first = file.length - 3 * ChunkCipher.STORED;
        byte[] swapped = file.clone();
        System.arraycopy(file, first, swapped, first + ChunkCipher.STORED, ChunkCipher.STORED);
        System.arraycopy(file, first + ChunkCipher.STORED, swapped, first, ChunkCipher.STORED);

        assertRefused(swapped, "two chunks swapped");
        assertRefused(Arrays.copyOf(file, file.length - ChunkCipher.STORED), "the last chunk missing");
        byte[] other = AgeFiles.encrypt(content(3 * CHUNK), TestKeys.encryption(KEYS));
        byte[] mixed = file.clone();
        int from = file.length - ChunkCipher.STORED;
        System.arraycopy(other, from, mixed, from, ChunkCipher.STORED);
        assertRefused(mixed, "the last chunk of another file");
    }

    @Test
    void aHeaderHasLimits() {
        String stanza = "-> other\n\n";
        assertRefused(text(AgeHeader.VERSION + "\n" + stanza.repeat(AgeHeaderReader.MOST_STANZAS + 1)), "many stanzas");
        assertRefused(text(AgeHeader.VERSION + "\n-> " + "a".repeat(100_000)), "a long line");
        assertRefused(text(AgeHeader.VERSION + "\n-> other\n" + ("A".repeat(64) + "\n").repeat(10_000)), "a long body");
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };
        assertThatExceptionOfType(AgeException.class).isThrownBy(() -> AgeHeader.read(endless));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Never other bytes, and never another error. */
    private static void assertRefused(byte[] file, String what) {
        try {
            AgeFiles.decrypt(file, IDENTITIES);
        } catch (AgeException e) {
            return;
        } catch (LifeboatException e) {
            // a header that names nobody we know any more
            assertThat(e.code()).as(what).isEqualTo(ErrorCode.IDENTITY_MISSING);
            return;
        } catch (IOException e) {
            throw new AssertionError(what, e);
        }
        throw new AssertionError(what + " was accepted");
    }

    private static byte[] jaggedEncrypts(byte[] plain) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (WritableByteChannel channel = new StandardEncryptingChannelFactory()
                .newEncryptingChannel(
                        Channels.newChannel(file),
                        List.of(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(KEYS.recipient())))) {
            ByteBuffer source = ByteBuffer.wrap(plain);
            while (source.hasRemaining()) {
                channel.write(source);
            }
        }
        return file.toByteArray();
    }

    private static byte[] jaggedDecrypts(byte[] file, TestKeys keys) throws GeneralSecurityException, IOException {
        try (ReadableByteChannel channel = new StandardDecryptingChannelFactory()
                .newDecryptingChannel(
                        Channels.newChannel(new ByteArrayInputStream(file)),
                        List.of(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(keys.identity())))) {
            return Channels.newInputStream(channel).readAllBytes();
        }
    }
}
