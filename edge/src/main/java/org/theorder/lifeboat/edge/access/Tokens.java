package org.theorder.lifeboat.edge.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** The tokens that are valid now, each known only by its SHA-256. */
record Tokens(List<Entry> entries) {
    static final Tokens NONE = new Tokens(List.of());

    private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-fA-F]{64}");

    /** One token: what it allows, and the SHA-256 of its UTF-8 bytes in lower-case hex. */
    record Entry(Role role, String sha256) {}

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key, never the value */
    static Tokens of(Properties properties) {
        List<Entry> entries = new ArrayList<>();
        for (String key : properties.stringPropertyNames()) {
            Role role = role(key);
            for (String hex : properties.getProperty(key).split(",", -1)) {
                if (!SHA256_HEX.matcher(hex.strip()).matches()) {
                    throw new LifeboatException(
                            ErrorCode.CONFIGURATION_INVALID,
                            "the value of '" + key + "' is not a SHA-256 in hex (64 digits), or several with commas");
                }
                entries.add(new Entry(role, hex.strip().toLowerCase(Locale.ROOT)));
            }
        }
        return new Tokens(List.copyOf(entries));
    }

    private static Role role(String key) {
        for (Role role : Role.values()) {
            if (role.wireName().equals(key)) {
                return role;
            }
        }
        // not quoted: whoever forgot the "viewer=" has put the token itself here
        throw new LifeboatException(
                ErrorCode.CONFIGURATION_INVALID, "it has a key that is not a role; there are viewer and operator");
    }

    /** The entry of this token; takes as long for a wrong token as for a right one. */
    Optional<Entry> find(String token) {
        byte[] asked = sha256(token).getBytes(StandardCharsets.US_ASCII);
        Optional<Entry> found = Optional.empty();
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.sha256().getBytes(StandardCharsets.US_ASCII), asked)) {
                found = Optional.of(entry);
            }
        }
        return found;
    }

    static String sha256(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
