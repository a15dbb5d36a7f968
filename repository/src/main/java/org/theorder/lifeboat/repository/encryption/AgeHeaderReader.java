package org.theorder.lifeboat.repository.encryption;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads the header of an age file, strictly and with limits; takes not one byte more from the stream. */
final class AgeHeaderReader {
    /** Twenty recipients need 3 KiB. */
    static final int LARGEST = 32 * 1024;

    /** Opening one costs a third of a millisecond. */
    static final int MOST_STANZAS = 64;

    private static final int KEY_BYTES = 32;

    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    AgeHeaderReader(InputStream in) {
        this.in = in;
    }

    AgeHeader read() throws IOException {
        if (!line().equals(AgeHeader.VERSION)) {
            throw new AgeException("it is not an age file of version 1");
        }
        List<AgeStanza> stanzas = new ArrayList<>();
        String line = line();
        while (line.startsWith("-> ")) {
            if (stanzas.size() == MOST_STANZAS) {
                throw new AgeException("its header has more than " + MOST_STANZAS + " stanzas");
            }
            stanzas.add(stanza(line));
            line = line();
        }
        int macAt = bytes.size() - line.length() - 1;
        if (!line.startsWith(AgeHeader.MAC + " ") || stanzas.isEmpty()) {
            throw malformed();
        }
        byte[] mac = decoded(line.substring(AgeHeader.MAC.length() + 1));
        if (mac.length != KEY_BYTES) {
            throw malformed();
        }
        byte[] whole = bytes.toByteArray();
        return new AgeHeader(stanzas, Arrays.copyOf(whole, macAt + AgeHeader.MAC.length()), mac, whole.length);
    }

    private AgeStanza stanza(String first) throws IOException {
        String[] words = first.substring(3).split(" ", -1);
        for (String word : words) {
            if (word.isEmpty()) {
                throw malformed();
            }
        }
        StringBuilder encoded = new StringBuilder();
        String line = line();
        while (line.length() == AgeStanza.COLUMNS) {
            encoded.append(line);
            line = line();
        }
        if (line.length() > AgeStanza.COLUMNS) {
            throw malformed();
        }
        // the last line is shorter, and may be empty
        AgeStanza stanza = new AgeStanza(
                words[0],
                Arrays.asList(words).subList(1, words.length),
                encoded.append(line).toString());
        decoded(stanza.base64());
        if (stanza.isX25519()) {
            checkX25519(stanza);
        }
        return stanza;
    }

    private static void checkX25519(AgeStanza stanza) throws AgeException {
        if (stanza.arguments().size() != 1
                || decoded(stanza.arguments().getFirst()).length != KEY_BYTES
                || stanza.getBody().length != KEY_BYTES) {
            throw malformed();
        }
    }

    /** Canonical base64 without padding. */
    private static byte[] decoded(String text) throws AgeException {
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().withoutPadding().encodeToString(decoded).equals(text)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw new AgeException("its header is malformed", e);
        }
        throw malformed();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int value = in.read(); value != '\n'; value = in.read()) {
            if (value < 0) {
                throw new AgeException("it ends within its header");
            }
            if (bytes.size() >= LARGEST) {
                throw new AgeException("its header does not end within " + LARGEST + " bytes");
            }
            if (value < ' ' || value > '~') {
                throw malformed();
            }
            bytes.write(value);
            line.append((char) value);
        }
        bytes.write('\n');
        return line.toString();
    }

    private static AgeException malformed() {
        return new AgeException("its header is malformed");
    }
}
