package org.theorder.lifeboat.edge.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who may come in. */
@ConfigMapping(prefix = "lifeboat.edge")
interface AccessConfiguration {
    /**
     * A properties file with the SHA-256 of each token in hex: {@code viewer=…} and {@code operator=…}, several
     * separated by commas while one replaces another. Read again when it changes. Without it, and without OIDC,
     * everything stays locked.
     */
    Optional<Path> tokens();

    /**
     * What anybody may read, separated by commas: an exact path ({@code /}) or all paths with a prefix ({@code
     * /api/v2/*}). Only GET and HEAD, unless a method stands in front ({@code POST /subscriptions}).
     */
    Optional<List<String>> publicPaths();

    /** How long a browser stays signed in. */
    @WithDefault("12h")
    Duration session();

    /** Wrong tokens that one address may enter in the sign-in form within a minute. */
    @WithDefault("10")
    int wrongTriesPerMinute();
}
