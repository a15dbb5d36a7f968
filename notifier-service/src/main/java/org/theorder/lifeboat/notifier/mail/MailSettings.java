package org.theorder.lifeboat.notifier.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code lifeboat.notifier.mail.*}: the SMTP server, and who the mail is from. */
@ConfigMapping(prefix = "lifeboat.notifier.mail")
public interface MailSettings {
    /** How the connection is protected. */
    enum Security {
        /** Not at all: only for a server on this host, or on a network that is protected otherwise. */
        NONE,
        /** Begins in the clear and must switch to TLS before anything is said; port 587 by default. */
        STARTTLS,
        /** TLS from the first byte; port 465 by default. */
        TLS
    }

    /** The SMTP server. */
    @WithDefault("127.0.0.1")
    String host();

    /** Default: 587 for STARTTLS, 465 for TLS, 25 without. */
    OptionalInt port();

    /** NONE, STARTTLS or TLS; the server's certificate is always checked. */
    @WithDefault("STARTTLS")
    Security security();

    /** Log in with this name; not without TLS. */
    Optional<String> username();

    Optional<String> password();

    /** A file with the password, read at each connection; instead of {@code password}. */
    Optional<Path> passwordFile();

    /** The sender, for example {@code Lifeboat <lifeboat@the-order.org>}. */
    @WithDefault("Lifeboat <lifeboat@the-order.org>")
    String from();

    /** Message ids and the list id end with this; default: the domain of {@code from}. */
    Optional<String> domain();

    /** How this host introduces itself (EHLO); default: its name. */
    Optional<String> helo();

    /** How many messages the server takes in a minute, those to subscribers included; default: as many as there are. */
    OptionalInt mostPerMinute();

    /** Longest wait for a connection. */
    @WithDefault("10s")
    Duration connectTimeout();

    /** Longest wait for one answer of the server. */
    @WithDefault("30s")
    Duration answerTimeout();

    /** Longest time for one message in all; then the connection is cut. */
    @WithDefault("1m")
    Duration deadline();
}
