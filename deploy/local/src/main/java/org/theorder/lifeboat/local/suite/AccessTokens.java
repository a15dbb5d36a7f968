package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** One token per role: the person keeps the token, the services only its hash. */
final class AccessTokens {
    private AccessTokens() {}

    /** Makes the tokens that are not there yet, and the file that the services read. */
    static void keep(Home home) {
        String viewer = Secrets.keep(home.token("viewer"));
        String operator = Secrets.keep(home.token("operator"));
        try {
            Secrets.writePrivately(
                    home.tokenHashes(), "viewer=" + sha256(viewer) + "\noperator=" + sha256(operator) + "\n");
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, home.tokenHashes() + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
