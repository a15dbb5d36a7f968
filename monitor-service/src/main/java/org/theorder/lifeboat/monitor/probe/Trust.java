package org.theorder.lifeboat.monitor.probe;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.repository.storage.TrustedCertificates;

/**
 * Who may vouch for a server.
 *
 * @param key that names the file in the configuration, for remedies
 * @param file PEM with the authorities; null for those that Java trusts
 */
public record Trust(String key, @Nullable Path file) {
    /** @throws LifeboatException CONFIGURATION_INVALID if it is no absolute path, or no authority is there */
    public static Trust of(String key, Optional<String> configured) {
        Path file = configured.map(text -> Configured.path(key, text)).orElse(null);
        if (file != null) {
            check(key, file);
        }
        return new Trust(key, file);
    }

    private static void check(String key, Path file) {
        try {
            new TrustedCertificates(file);
        } catch (LifeboatException e) {
            throw Configured.invalid(key, "is wrong: " + e.explanation());
        }
    }

    /** A client that trusts nobody else. */
    public HttpClient.Builder apply(HttpClient.Builder client) {
        return file == null ? client : client.sslContext(new TrustedCertificates(file).context());
    }

    /** What to say if a server was not trusted: it is up, so that is no outage. Empty if something else is wrong. */
    public Optional<String> refusal(String server, Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(GeneralSecurityException.class::isInstance)
                .reduce((_, deeper) -> deeper)
                .map(cause -> refusal(server, String.valueOf(cause.getMessage())));
    }

    String refusal(String server, String why) {
        return Wording.line("the certificate of " + server + " is not trusted: " + why
                + "; renew it, or name its authority by " + key);
    }
}
