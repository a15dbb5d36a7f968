package org.theorder.lifeboat.notifier.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.delivery.RateLimit;

/**
 * The SMTP server and the sender, checked.
 *
 * @param domain what message ids end with
 * @param passwordFile null if the password is given otherwise, or none is needed
 */
public record MailServer(
        String host,
        int port,
        MailSettings.Security security,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path passwordFile,
        InternetAddress from,
        String domain,
        @Nullable String helo,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration deadline) {
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?");

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    static MailServer of(MailSettings settings) {
        InternetAddress from = from(settings.from());
        String domain = settings.domain()
                .orElseGet(() -> from.getAddress().substring(from.getAddress().indexOf('@') + 1));
        check(DOMAIN.matcher(domain).matches(), "domain", "must be a domain name, for example the-order.org");
        check(
                settings.username().isEmpty() || settings.security() != MailSettings.Security.NONE,
                "security",
                "must be STARTTLS or TLS when a username is set: a password never travels in the clear");
        check(
                settings.password().isEmpty() || settings.passwordFile().isEmpty(),
                "password-file",
                "and password exclude each other");
        check(
                settings.username().isPresent()
                        == (settings.password().isPresent()
                                || settings.passwordFile().isPresent()),
                "username",
                "needs a password or password-file, and they need a username");
        check(settings.deadline().isPositive(), "deadline", "must be longer than nothing");
        check(settings.connectTimeout().isPositive(), "connect-timeout", "must be longer than nothing");
        check(settings.answerTimeout().isPositive(), "answer-timeout", "must be longer than nothing");
        int port = settings.port()
                .orElse(
                        switch (settings.security()) {
                            case NONE -> 25;
                            case STARTTLS -> 587;
                            case TLS -> 465;
                        });
        check(port > 0 && port < 65_536, "port", "must be from 1 to 65535");
        return new MailServer(
                settings.host(),
                port,
                settings.security(),
                settings.username().orElse(null),
                settings.password().orElse(null),
                settings.passwordFile().orElse(null),
                from,
                domain,
                settings.helo().orElse(null),
                settings.connectTimeout(),
                settings.answerTimeout(),
                settings.deadline());
    }

    /**
     * How much it takes, from teams and subscribers together; empty for no limit.
     *
     * @throws LifeboatException CONFIGURATION_INVALID naming the key
     */
    public static Optional<RateLimit> rateLimit(MailSettings settings) {
        settings.mostPerMinute().ifPresent(most -> check(most >= 2, "most-per-minute", "must be 2 or more"));
        return settings.mostPerMinute().stream()
                .mapToObj(most -> RateLimit.perMinute("mail-server", most))
                .findFirst();
    }

    /** What Angus Mail wants to know (package org.eclipse.angus.mail.smtp). */
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", Long.toString(connectTimeout.toMillis()));
        properties.setProperty("mail.smtp.timeout", Long.toString(answerTimeout.toMillis()));
        properties.setProperty("mail.smtp.writetimeout", Long.toString(answerTimeout.toMillis()));
        properties.setProperty("mail.smtp.auth", Boolean.toString(username != null));
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(starttls()));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(starttls()));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        // the message is accepted when its end is; what becomes of the farewell does not matter
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.from", from.getAddress());
        if (helo != null) {
            properties.setProperty("mail.smtp.localhost", helo);
        }
        return properties;
    }

    boolean tls() {
        return security == MailSettings.Security.TLS;
    }

    /** @throws IOException if the password file cannot be read */
    @Nullable
    String secret() throws IOException {
        return passwordFile == null ? password : Files.readString(passwordFile).strip();
    }

    /** For messages, without any secret. */
    String shown() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return "MailServer[" + shown() + ", " + security + "]";
    }

    private boolean starttls() {
        return security == MailSettings.Security.STARTTLS;
    }

    private static InternetAddress from(String text) {
        try {
            InternetAddress[] parsed = InternetAddress.parse(text, true);
            check(parsed.length == 1 && text.chars().noneMatch(Character::isISOControl), "from", "must be one address");
            Routing.checkAddress("lifeboat.notifier.mail.from", parsed[0].getAddress());
            return parsed[0];
        } catch (AddressException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "lifeboat.notifier.mail.from is '" + text + "', which is not a mail address: " + e.getMessage(),
                    e);
        }
    }

    private static void check(boolean valid, String key, String rule) {
        if (!valid) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "lifeboat.notifier.mail." + key + " " + rule);
        }
    }
}
