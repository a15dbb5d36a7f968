package org.theorder.lifeboat.repository.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The last field of a document: the SHA-256 of every line before its own, so that a flipped bit in an LSN or a time is
 * seen. As {@code Manifest-Checksum} is in PostgreSQL's manifest; by hand: {@code head -n -2 backup.json | sha256sum}.
 */
final class DocumentChecksum {
    private static final String END = "\n}\n";
    private static final String FIELD = "  \"sha256\" : \"";
    private static final String FIELD_END = "\"" + END;
    private static final int HEX_DIGITS = 64;

    private DocumentChecksum() {}

    /** @param document an object with fields, indented by two blanks, with a line feed at its end */
    static byte[] append(String document) {
        if (!document.endsWith(END)) {
            throw new IllegalArgumentException("no object, or one without fields: " + document);
        }
        String covered = document.substring(0, document.length() - END.length()) + ",\n";
        return (covered + FIELD + hex(covered.getBytes(StandardCharsets.UTF_8)) + FIELD_END)
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Does nothing if the document has no such field, as those that were written before release 0.2.
     *
     * @throws LifeboatException CORRUPT if its bytes are not those that were written
     */
    static void check(byte[] json, String what) {
        int field = json.length - FIELD_END.length() - HEX_DIGITS - FIELD.length();
        if (field < 0 || !at(json, field).startsWith(FIELD)) {
            return;
        }
        String told = at(json, field + FIELD.length());
        byte[] covered = Arrays.copyOf(json, field);
        if (!told.equals(hex(covered) + FIELD_END)) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, what + " does not match its own SHA-256: it was changed after it was written");
        }
    }

    private static String at(byte[] json, int from) {
        return new String(json, from, json.length - from, StandardCharsets.UTF_8);
    }

    private static String hex(byte[] covered) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(covered));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
