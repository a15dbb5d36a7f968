package org.theorder.lifeboat.notifier.subscriber;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code lifeboat.notifier.subscribers.*}: readers who want to be told by mail or webhook. */
@ConfigMapping(prefix = "lifeboat.notifier.subscribers")
public interface SubscriberSettings {
    /** How long the link that confirms a subscription is valid; what nobody confirms is forgotten then. */
    @WithDefault("24h")
    Duration confirmWithin();

    /** How long the link that ends a subscription is valid, from the message that it stands in. */
    @WithDefault("400d")
    Duration unsubscribeWithin();

    /** How often an address is asked to confirm in that time, whoever asks for it. */
    @WithDefault("3")
    int asksPerAddress();

    /** How long an address that unsubscribed is asked once at most. */
    @WithDefault("30d")
    Duration suppressFor();

    /** How many forms one client may send in an hour. */
    @WithDefault("20")
    int formsPerClient();

    /** An address that refused the messages about so many incidents in a row is sent nothing any more. */
    @WithDefault("3")
    int disableAfter();

    /** How many messages leave for their webhooks in a minute; default: as many as there are. */
    OptionalInt webhooksPerMinute();

    /** Whether webhooks may lie in our own network. */
    @WithDefault("false")
    boolean allowInside();

    /** 32 random bytes in Base64, the same in every region: then subscribers of one are those of all. */
    Optional<Path> sharedKeyFile();

    /** How long the ledger keeps what subscribers were sent. */
    @WithDefault("90d")
    Duration keep();
}
