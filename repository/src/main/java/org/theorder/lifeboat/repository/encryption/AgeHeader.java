package org.theorder.lifeboat.repository.encryption;

import com.exceptionfactory.jagged.FileKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The header of an age file: who can open it, and what Lifeboat notes there for itself. Until a recipient has opened it,
 * what it says is not authenticated.
 *
 * <p>Besides the recipients' stanzas, Lifeboat writes two of its own, which every age program passes over: {@link
 * #RECIPIENTS} with the fingerprints of the recipients, so that an error can say which identity is needed (age itself
 * keeps recipients anonymous), and for WAL {@link #FINGERPRINT}.
 */
public final class AgeHeader {
    static final String RECIPIENTS = "lifeboat.theorder.org/recipients";
    static final String FINGERPRINT = "lifeboat.theorder.org/fingerprint";
    static final String VERSION = "age-encryption.org/v1";
    static final String MAC = "---";

    private final List<AgeStanza> stanzas;
    private final byte[] authenticated;
    private final byte[] mac;
    private final int length;

    /** @param authenticated what the MAC is computed over */
    AgeHeader(List<AgeStanza> stanzas, byte[] authenticated, byte[] mac, int length) {
        this.stanzas = List.copyOf(stanzas);
        this.authenticated = authenticated;
        this.mac = mac;
        this.length = length;
    }

    /** Reads a header, and nothing behind it. */
    public static AgeHeader read(InputStream in) throws IOException {
        return new AgeHeaderReader(in).read();
    }

    /** The bytes of a new header. */
    static byte[] write(FileKey key, Encryption encryption, Optional<WalFingerprint> fingerprint) {
        List<AgeStanza> stanzas = new ArrayList<>();
        encryption.recipients().forEach(recipient -> stanzas.addAll(recipient.wrap(key)));
        List<String> fingerprints = encryption.fingerprints().stream()
                .map(RecipientFingerprint::value)
                .toList();
        stanzas.add(new AgeStanza(RECIPIENTS, fingerprints, ""));
        fingerprint.ifPresent(each -> stanzas.add(
                AgeStanza.of(FINGERPRINT, List.of(each.keyId()), HexFormat.of().parseHex(each.hex()))));
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes((VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
        stanzas.forEach(stanza -> stanza.write(header));
        header.writeBytes(MAC.getBytes(StandardCharsets.US_ASCII));
        String mac = Base64.getEncoder().withoutPadding().encodeToString(AgeKeys.headerMac(key, header.toByteArray()));
        header.writeBytes((" " + mac + "\n").getBytes(StandardCharsets.US_ASCII));
        return header.toByteArray();
    }

    List<AgeStanza> stanzas() {
        return stanzas;
    }

    /** Bytes of the header in the file. */
    public int length() {
        return length;
    }

    /** For whom the file says that it is encrypted; empty if it does not say so, because another program wrote it. */
    public List<RecipientFingerprint> recipients() {
        return stanzas.stream()
                .filter(stanza -> stanza.type().equals(RECIPIENTS))
                .flatMap(stanza -> stanza.arguments().stream())
                .filter(RecipientFingerprint::isOne)
                .map(RecipientFingerprint::new)
                .toList();
    }

    /** The fingerprint of the WAL that is encrypted; empty if the file says nothing about it. */
    public Optional<WalFingerprint> fingerprint() {
        return stanzas.stream()
                .filter(stanza -> stanza.type().equals(FINGERPRINT))
                .findFirst()
                .flatMap(stanza -> WalFingerprint.of(stanza.arguments(), stanza.getBody()));
    }

    /** @throws AgeException if the header was tampered with */
    void authenticate(FileKey key) throws AgeException {
        if (!MessageDigest.isEqual(mac, AgeKeys.headerMac(key, authenticated))) {
            throw new AgeException("the header of the age file is damaged or was changed");
        }
    }

    /**
     * Whether a file of this length can be whole: a nonce, then chunks of which only the last one is short. Needs no key.
     *
     * @param fileBytes the length of the whole file
     */
    public boolean fits(long fileBytes) {
        long chunks = fileBytes - length - AgeKeys.NONCE_BYTES;
        long last = chunks % ChunkCipher.STORED;
        return chunks >= ChunkCipher.TAG && (chunks == ChunkCipher.TAG || last == 0 || last > ChunkCipher.TAG);
    }
}
