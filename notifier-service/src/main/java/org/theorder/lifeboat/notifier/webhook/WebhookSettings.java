package org.theorder.lifeboat.notifier.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;

/** {@code lifeboat.notifier.webhooks.<name>.*}: other systems that are told about incidents. */
@ConfigMapping(prefix = "lifeboat.notifier.webhooks")
public interface WebhookSettings {
    @WithParentName
    Map<String, Declared> webhooks();

    /** How the body looks. */
    enum Format {
        /** https://www.standardwebhooks.com, signed. */
        STANDARD,
        /** An incoming webhook of Slack. */
        SLACK,
        /** A Teams workflow that takes an Adaptive Card. */
        TEAMS
    }

    /** One recipient. */
    interface Declared {
        /** Where to post; of Slack and Teams it is a secret, so the ledger shows the name. */
        Optional<URI> url();

        /** A file with the address, instead of {@code url}. */
        Optional<Path> urlFile();

        @WithDefault("STANDARD")
        Format format();

        /** A file with the key of the signature, as {@code whsec_…} or plain base64; needed for STANDARD. */
        Optional<Path> secretFile();

        /** Only incidents of these teams; all if it is not set. */
        Optional<Set<Team>> teams();

        /** Only incidents at least this severe. */
        @WithDefault("WARNING")
        Severity severity();

        /** Whether the address may be one of our own network. */
        @WithDefault("false")
        boolean allowInside();
    }
}
