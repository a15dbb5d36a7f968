package org.theorder.lifeboat.edge.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The value of the cookie: {@code <role>.<end, epoch seconds>.<HMAC-SHA256>}. It is not the token, because browsers send
 * cookies to every port of a host; a session changes things only from a page of the same service ({@link SameOrigin}), ends by itself, ends at once when its token is withdrawn,
 * and is good for all services that share a tokens file.
 */
final class Session {
    static final String COOKIE = "lifeboat-token";

    private Session() {}

    static String begin(Tokens.Entry token, Instant now, Duration length) {
        String content = token.role().wireName() + "." + now.plus(length).getEpochSecond();
        return content + "." + signature(token, content);
    }

    /** The role of a session that one of the valid tokens began and that has not ended. */
    static Optional<Role> role(String cookie, Tokens tokens, Instant now) {
        int signatureAt = cookie.lastIndexOf('.');
        int endAt = cookie.indexOf('.') + 1;
        if (endAt < 1 || signatureAt < endAt) {
            return Optional.empty();
        }
        String content = cookie.substring(0, signatureAt);
        byte[] signature = cookie.substring(signatureAt + 1).getBytes(StandardCharsets.UTF_8);
        Optional<Role> role = Optional.empty();
        for (Tokens.Entry token : tokens.entries()) {
            boolean signed =
                    MessageDigest.isEqual(signature(token, content).getBytes(StandardCharsets.UTF_8), signature);
            if (signed && content.startsWith(token.role().wireName() + ".") && isOpen(content.substring(endAt), now)) {
                role = Optional.of(token.role());
            }
        }
        return role;
    }

    private static boolean isOpen(String end, Instant now) {
        try {
            return now.isBefore(Instant.ofEpochSecond(Long.parseLong(end)));
        } catch (NumberFormatException | DateTimeException e) {
            return false;
        }
    }

    private static String signature(Tokens.Entry token, String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.sha256().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            byte[] signed = mac.doFinal(("lifeboat session " + content).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
