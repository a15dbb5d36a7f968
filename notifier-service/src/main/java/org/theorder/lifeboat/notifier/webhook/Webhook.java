package org.theorder.lifeboat.notifier.webhook;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.notifier.http.Destination;

/**
 * A recipient, checked.
 *
 * @param name what the ledger calls it
 * @param url null if it stands in a file
 * @param teams empty for all
 * @param severity the least
 */
record Webhook(
        String name,
        @Nullable URI url,
        @Nullable Path urlFile,
        WebhookSettings.Format format,
        @Nullable Path secretFile,
        Set<Team> teams,
        Severity severity,
        boolean insideAllowed) {
    private static final String KEY_PREFIX = "whsec_";

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    static Webhook of(String name, WebhookSettings.Declared declared) {
        check(
                declared.url().isPresent() != declared.urlFile().isPresent(),
                name,
                "url or url-file must be set, and not both");
        declared.url()
                .ifPresent(url -> check(isHttp(url), name, "url must begin with https:// or http:// and name a host"));
        check(
                declared.format() != WebhookSettings.Format.STANDARD
                        || declared.secretFile().isPresent(),
                name,
                "secret-file must be set: a receiver cannot trust what is not signed");
        return new Webhook(
                name,
                declared.url().orElse(null),
                declared.urlFile().orElse(null),
                declared.format(),
                declared.secretFile().orElse(null),
                declared.teams().orElse(Set.of()),
                declared.severity(),
                declared.allowInside());
    }

    boolean concerns(Incident incident) {
        // the most severe comes first
        return incident.severity().compareTo(severity) <= 0 && (teams.isEmpty() || teams.contains(incident.team()));
    }

    /** @throws IOException if the file cannot be read, or has no address in it */
    Destination destination() throws IOException {
        if (url != null) {
            return new Destination(url, insideAllowed);
        }
        try {
            URI read =
                    URI.create(Files.readString(Objects.requireNonNull(urlFile)).strip());
            if (isHttp(read)) {
                return new Destination(read, insideAllowed);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(urlFile + " has no address in it", e);
        }
        throw new IOException(urlFile + " has no address in it");
    }

    /** Null for a format that is not signed. */
    byte @Nullable [] secret() throws IOException {
        if (secretFile == null) {
            return null;
        }
        String text = Files.readString(secretFile).strip();
        try {
            return Base64.getDecoder().decode(text.startsWith(KEY_PREFIX) ? text.substring(KEY_PREFIX.length()) : text);
        } catch (IllegalArgumentException e) {
            throw new IOException(secretFile + " is no base64", e);
        }
    }

    private static boolean isHttp(URI url) {
        return url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()));
    }

    private static void check(boolean valid, String name, String rule) {
        if (!valid) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "lifeboat.notifier.webhooks." + name + "." + rule);
        }
    }
}
