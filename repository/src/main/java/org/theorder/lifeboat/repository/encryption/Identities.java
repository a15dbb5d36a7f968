package org.theorder.lifeboat.repository.encryption;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Secret keys with which encrypted backups and WAL are read. Nothing about them but the public fingerprints is ever shown.
 * Used by many threads.
 */
public final class Identities {
    private static final Identities NONE = new Identities(List.of());

    private final List<Identity> all;

    Identities(List<Identity> all) {
        this.all = List.copyOf(all);
    }

    /** Reads only what is not encrypted. */
    public static Identities none() {
        return NONE;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whose files these identities can read. */
    public List<RecipientFingerprint> fingerprints() {
        return all.stream().map(Identity::fingerprint).distinct().sorted().toList();
    }

    /** Whether one of them belongs to one of these recipients. */
    public boolean fit(List<RecipientFingerprint> recipients) {
        return all.stream().map(Identity::fingerprint).anyMatch(recipients::contains);
    }

    /**
     * @param what is to be read, for the error
     * @throws LifeboatException IDENTITY_MISSING if no identity belongs to one of the recipients
     */
    public void require(List<RecipientFingerprint> recipients, String what) {
        if (!fit(recipients)) {
            throw missing(recipients, what);
        }
    }

    /**
     * The key of an age file.
     *
     * @throws LifeboatException IDENTITY_MISSING if no identity opens the file
     * @throws AgeException if it says that it is encrypted for one of these identities, and yet that does not open it
     */
    FileKey unwrap(AgeHeader header, String what) throws AgeException {
        List<RecipientStanza> stanzas = List.copyOf(
                header.stanzas().stream().filter(AgeStanza::isX25519).toList());
        for (Identity identity : all) {
            Optional<FileKey> key = stanzas.isEmpty() ? Optional.empty() : unwrap(identity, stanzas);
            if (key.isPresent()) {
                return key.get();
            }
        }
        if (fit(header.recipients())) {
            throw new AgeException("its header is damaged: the identity of one of its recipients does not open it");
        }
        throw missing(header.recipients(), what);
    }

    private static Optional<FileKey> unwrap(Identity identity, List<RecipientStanza> stanzas) {
        try {
            return Optional.of(identity.reader().getFileKey(stanzas));
        } catch (GeneralSecurityException e) {
            // encrypted for others
            return Optional.empty();
        }
    }

    private LifeboatException missing(List<RecipientFingerprint> recipients, String what) {
        String whom = recipients.isEmpty() ? "recipients that it does not name" : listed(recipients);
        String have = isEmpty() ? "there is none here" : "the ones here belong to " + listed(fingerprints());
        return new LifeboatException(
                ErrorCode.IDENTITY_MISSING,
                what + " is encrypted for " + whom
                        + ", and reading it needs the identity (secret key file) of one of them: " + have);
    }

    private static String listed(List<RecipientFingerprint> fingerprints) {
        return fingerprints.stream().map(each -> each + "…").collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "identities of " + listed(fingerprints());
    }
}
