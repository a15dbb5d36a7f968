package org.theorder.lifeboat.backup.settings;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.Encryption;

/**
 * For whom what is stored is encrypted.
 *
 * @param recipients age public keys, {@code age1…}; none (the default) for no encryption
 */
public record EncryptionSettings(List<String> recipients) {
    public static final EncryptionSettings DEFAULT = new EncryptionSettings(List.of());

    public EncryptionSettings {
        recipients = recipients.stream().distinct().toList();
        encryption(recipients);
    }

    /** For whom parts and WAL are written; a secret key given by mistake is refused and not repeated. */
    public Encryption encryption() {
        return encryption(recipients);
    }

    private static Encryption encryption(List<String> recipients) {
        try {
            return Encryption.parse(recipients);
        } catch (LifeboatException e) {
            throw new SettingInvalid("encryption.recipients", e.explanation());
        }
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
