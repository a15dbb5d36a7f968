package org.theorder.lifeboat.repository.encryption;

import java.util.List;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * For whom what is written from now on is encrypted. Any one of the recipients can read it; what was written before stays
 * as it is.
 *
 * @param recipients none: nothing is encrypted; at most {@value #MOST_RECIPIENTS}
 */
public record Encryption(List<Recipient> recipients) {
    public static final int MOST_RECIPIENTS = 20;

    private static final Encryption NONE = new Encryption(List.of());

    /** @throws LifeboatException CONFIGURATION_INVALID if there are too many */
    public Encryption {
        recipients = recipients.stream().distinct().toList();
        if (recipients.size() > MOST_RECIPIENTS) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "more than " + MOST_RECIPIENTS + " recipients are given");
        }
    }

    /** Nothing is encrypted. */
    public static Encryption none() {
        return NONE;
    }

    /**
     * @param recipients {@code age1…} each; none of them: nothing is encrypted
     * @throws LifeboatException CONFIGURATION_INVALID if one is not a recipient
     */
    public static Encryption parse(List<String> recipients) {
        return new Encryption(recipients.stream().map(Recipient::parse).toList());
    }

    public boolean isOn() {
        return !recipients.isEmpty();
    }

    /** How what is written is encoded. */
    public Encoding encoding() {
        return isOn() ? Encoding.ZSTD_AGE : Encoding.ZSTD;
    }

    /** As they stand in documents, ascending. */
    public List<RecipientFingerprint> fingerprints() {
        return recipients.stream().map(Recipient::fingerprint).sorted().toList();
    }
}
