package org.theorder.lifeboat.monitor.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.wording.Wording;

/** Checks of configured values; every error names the key. */
public final class Configured {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5}) ?([KMGT])i?B");

    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(20);

    private Configured() {}

    public static LifeboatException invalid(String key, String problem) {
        return new LifeboatException(ErrorCode.CONFIGURATION_INVALID, key + " " + problem);
    }

    /** A name that is part of a key and of incident ids. */
    public static String name(String prefix, String name) {
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    prefix + ".\"" + name + "\"",
                    "is not a name: a lower-case letter, then up to 62 lower-case letters, digits or dashes");
        }
        return name;
    }

    static <T> T required(String key, Optional<T> value, String why) {
        return value.orElseThrow(() -> invalid(key, "is missing: " + why));
    }

    /**
     * An address that is asked over HTTP. Errors do not repeat it, because it may hold a secret.
     *
     * @throws LifeboatException CONFIGURATION_INVALID
     */
    public static URI address(String key, String text) {
        URI url;
        try {
            url = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw invalid(key, "is not a URL");
        }
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw invalid(key, "must be an http or https URL with a host");
        }
        if (url.getUserInfo() != null) {
            throw invalid(key, "must not contain a login");
        }
        return url;
    }

    /**
     * The base URL of something that is asked over HTTP, be it at the root of a server or below a path of a proxy. It ends
     * with a slash: what is below it resolves without one in front.
     *
     * @throws LifeboatException CONFIGURATION_INVALID
     */
    public static URI url(String key, String text) {
        URI url = address(key, text);
        if (url.getQuery() != null || url.getFragment() != null) {
            throw invalid(key, "must be a base URL, without a query");
        }
        return url.toString().endsWith("/") ? url : URI.create(url + "/");
    }

    public static Duration positive(String key, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw invalid(key, "must be longer than zero, but is " + duration);
        }
        return duration;
    }

    /** From one look to the next: a check that nobody looked at for 30 s is shown as unknown. */
    public static Duration interval(String key, Duration interval) {
        if (interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw invalid(
                    key,
                    "must be at most " + Wording.duration(LONGEST_INTERVAL) + ", but is " + Wording.duration(interval)
                            + ": what nobody looked at for 30 s is unknown");
        }
        return positive(key, interval);
    }

    /** As {@link #positive}, of what is waited for in milliseconds: 1 ns would be no pause at all. */
    public static long milliseconds(String key, Duration duration) {
        if (duration.toMillis() < 1) {
            throw invalid(key, "must be at least a millisecond, but is " + duration);
        }
        return duration.toMillis();
    }

    public static Duration notNegative(String key, Duration duration) {
        if (duration.isNegative()) {
            throw invalid(key, "must not be negative, but is " + duration);
        }
        return duration;
    }

    public static int atLeastOne(String key, int count) {
        if (count < 1) {
            throw invalid(key, "must be at least 1, but is " + count);
        }
        return count;
    }

    /** {@code 512MB}, {@code 50 GB}, {@code 2TB}; powers of 1024. */
    public static long bytes(String key, String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            throw invalid(key, "must be a size, for example 500GB");
        }
        return Long.parseLong(size.group(1)) << (10 * (1 + "KMGT".indexOf(size.group(2))));
    }

    public static Path path(String key, String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw invalid(key, "is not a path");
        }
        throw invalid(key, "must be an absolute path, but is " + text);
    }

    static int port(String key, int port) {
        if (port < 1 || port > 65_535) {
            throw invalid(key, "must be a TCP port from 1 to 65535, but is " + port);
        }
        return port;
    }
}
