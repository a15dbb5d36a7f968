package org.theorder.lifeboat.notifier.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, version 1. */
public final class StandardWebhooks {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int GONE = 410;

    /** What is wrong with the message itself stays so: its content does not change any more. */
    private static final Set<Integer> OF_THE_MESSAGE = Set.of(400, 413, 422);

    private StandardWebhooks() {}

    /**
     * The signature.
     *
     * @param id the same for every attempt
     * @param time of the attempt
     */
    public static Map<String, String> headers(String id, Instant time, String body, byte[] secret) {
        String seconds = Long.toString(time.getEpochSecond());
        String signature = Base64.getEncoder().encodeToString(mac(secret, id + "." + seconds + "." + body));
        return Map.of("webhook-id", id, "webhook-timestamp", seconds, "webhook-signature", "v1," + signature);
    }

    /** The statuses that are final. */
    public static boolean isFinal(int status) {
        return status == GONE || OF_THE_MESSAGE.contains(status);
    }

    /** Whoever answers 410 is sent nothing any more. */
    public static SendOutcome goneAt410(SendOutcome outcome) {
        return outcome instanceof SendOutcome.Refused refused
                        && refused.reason().startsWith("HTTP " + GONE)
                ? new SendOutcome.Gone(refused.reason())
                : outcome;
    }

    private static byte[] mac(byte[] secret, String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC with SHA-256", e);
        }
    }
}
