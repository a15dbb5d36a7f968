package org.theorder.lifeboat.repository.encryption;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an encrypted WAL object says about its plain bytes to those who have the fingerprint key, and to nobody else.
 *
 * @param keyId which fingerprint key it was made with: 16 hexadecimal digits
 * @param hex 32 bytes in hexadecimal
 */
public record WalFingerprint(String keyId, String hex) {
    static final int LENGTH = 32;
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{16}");

    static Optional<WalFingerprint> of(List<String> arguments, byte[] body) {
        return arguments.size() == 1 && KEY_ID.matcher(arguments.getFirst()).matches() && body.length == LENGTH
                ? Optional.of(
                        new WalFingerprint(arguments.getFirst(), HexFormat.of().formatHex(body)))
                : Optional.empty();
    }
}
