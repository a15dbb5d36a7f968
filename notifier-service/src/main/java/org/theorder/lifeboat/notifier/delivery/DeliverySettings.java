package org.theorder.lifeboat.notifier.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** {@code lifeboat.notifier.delivery.*}: how messages that are owed get sent. */
@ConfigMapping(prefix = "lifeboat.notifier.delivery")
public interface DeliverySettings {
    /** The pauses after the first failed attempts. */
    @WithDefault("1s,5s,30s,2m,10m")
    List<Duration> pauses();

    /** The pause after each further one, up to a fifth longer or shorter. */
    @WithDefault("30m")
    Duration thenEvery();

    /** A message that could not be sent for this long is dead. */
    @WithDefault("72h")
    Duration giveUpAfter();

    /** How many are sent over a channel at the same time. */
    @WithDefault("4")
    int parallel();

    /** How many webhooks are asked at the same time, each one thing. */
    @WithDefault("64")
    int parallelServers();

    /** How long after the death of the sending replica another one goes on. */
    @WithDefault("5s")
    Duration lease();
}
