package org.theorder.lifeboat.local.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A timeline as the notifier gives it out: lines of {@code {"entry": "…", "signature": "…"}}, each entry with its number
 * and the SHA-256 of the one before, each signed with Ed25519.
 */
public final class SignedTimeline {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NOTHING_BEFORE = "0".repeat(64);

    private SignedTimeline() {}

    /**
     * What a timeline that holds says.
     *
     * @param last SHA-256 of the last entry: who keeps it sees later whether the end was cut off
     */
    public record Verified(String incident, int entries, String last) {}

    /**
     * Checks every signature, number and hash.
     *
     * @param key PEM
     * @throws LifeboatException CORRUPT naming the line that does not hold, REQUEST_INVALID if the key is none
     */
    public static Verified verify(List<String> lines, String key) {
        PublicKey publicKey = publicKey(key);
        String incident = "";
        String previous = NOTHING_BEFORE;
        for (int number = 1; number <= lines.size(); number++) {
            JsonNode line = json(lines.get(number - 1), number);
            String entry = line.path("entry").asText();
            check(isSigned(entry, line.path("signature").asText(), publicKey), number, "is not signed with this key");
            JsonNode said = json(entry, number);
            check(
                    said.path("sequence").asInt() == number,
                    number,
                    "is number " + said.path("sequence") + ": one is missing");
            check(said.path("previous").asText().equals(previous), number, "does not follow the one before it");
            String about = said.path("incident").asText();
            check(number == 1 || about.equals(incident), number, "is about another incident");
            incident = about;
            previous = hash(entry);
        }
        check(!lines.isEmpty(), 1, "is missing: there is nothing to verify");
        return new Verified(incident, lines.size(), previous);
    }

    private static PublicKey publicKey(String pem) {
        try {
            byte[] bytes = Base64.getDecoder()
                    .decode(pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", ""));
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "the key is no public Ed25519 key in PEM", e);
        }
    }

    private static boolean isSigned(String entry, String signature, PublicKey key) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(entry.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static JsonNode json(String text, int number) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw broken(number, "is no JSON");
        }
    }

    private static String hash(String entry) {
        try {
            byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static void check(boolean holds, int number, String fault) {
        if (!holds) {
            throw broken(number, fault);
        }
    }

    private static LifeboatException broken(int number, String fault) {
        return new LifeboatException(
                ErrorCode.CORRUPT, "The timeline was changed, or is not one: entry " + number + " " + fault + ".");
    }
}
