package org.theorder.lifeboat.monitor.overview;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A style sheet or script that is part of the page.
 *
 * @param source what a Content-Security-Policy allows it by: its hash
 */
record InlineAsset(String text, String source) {
    /** Reads a file beside this class. */
    static InlineAsset read(String name) {
        try (InputStream file = InlineAsset.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new LifeboatException(ErrorCode.INTERNAL, name + " is missing in the jar");
            }
            byte[] bytes = file.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new InlineAsset(
                    new String(bytes, StandardCharsets.UTF_8),
                    "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, name + " cannot be read", e);
        }
    }
}
