package org.theorder.lifeboat.backup.settings;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * For whom what is stored is encrypted.
 *
 * @param recipients age public keys, {@code age1…}; none (the default) for no encryption
 */
public record EncryptionSettings(List<String> recipients) {
    public static final EncryptionSettings DEFAULT = new EncryptionSettings(List.of());

    private static final int MOST_RECIPIENTS = 20;

    public EncryptionSettings {
        recipients = recipients.stream().distinct().toList();
        SettingInvalid.require(
                recipients.size() <= MOST_RECIPIENTS,
                "encryption.recipients",
                "names more than " + MOST_RECIPIENTS + " recipients");
        SettingInvalid.require(
                recipients.stream().allMatch(recipient -> recipient.matches("age1[02-9ac-hj-np-z]{58}")),
                "encryption.recipients",
                "names something that is not an age public key: age1 and 58 characters, as age-keygen prints it");
    }

    public boolean encrypts() {
        return !recipients.isEmpty();
    }

    /** What somebody declared of it; null where nothing was said. */
    public record Draft(@Nullable List<String> recipients) {
        EncryptionSettings over(EncryptionSettings base) {
            return new EncryptionSettings(Objects.requireNonNullElse(recipients, base.recipients));
        }
    }
}
