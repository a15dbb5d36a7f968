package org.theorder.lifeboat.repository.encryption;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.theorder.lifeboat.repository.testing.AgeFiles;
import org.theorder.lifeboat.repository.testing.TestKeys;

/**
 * The header of an age file, from a store that may hold anything: refused as no age file, or read so that what was read is
 * what stands there, byte for byte. Correctness line 19, Correctness line 20.
 */
class AgeHeaderFuzzTest {
    static Stream<byte[]> headers() throws IOException {
        byte[] file = AgeFiles.encrypt(new byte[0], TestKeys.encryption(new TestKeys(), new TestKeys()));
        return Stream.of(Arrays.copyOf(
                file, AgeHeader.read(new ByteArrayInputStream(file)).length()));
    }

    @MethodSource("headers")
    @FuzzTest(maxDuration = "60s")
    void ageHeader(byte[] bytes) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        AgeHeader header;
        try {
            header = new AgeHeaderReader(in).read();
        } catch (AgeException e) {
            return;
        }
        if (bytes.length - in.available() != header.length() || header.length() > AgeHeaderReader.LARGEST + 1) {
            throw new AssertionError("a header of " + header.length() + " bytes, read to another place");
        }
        var _ = header.recipients();
        var _ = header.fingerprint();
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        again.writeBytes((AgeHeader.VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
        header.stanzas().forEach(stanza -> stanza.write(again));
        byte[] written = again.toByteArray();
        if (!Arrays.equals(written, Arrays.copyOf(bytes, written.length))) {
            throw new AssertionError("what was read is not what stands there");
        }
    }
}
