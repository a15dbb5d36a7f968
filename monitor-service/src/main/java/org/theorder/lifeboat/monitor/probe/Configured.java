package org.theorder.lifeboat.monitor.probe;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Checks of configured values; every error names the key. */
public final class Configured {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5}) ?([KMGT])i?B");

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

    /** The base URL of something that is asked over HTTP. */
    public static URI url(String key, String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw invalid(key, "is not a URL");
        }
        throw invalid(key, "must be an http or https URL with a host");
    }

    public static Duration positive(String key, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw invalid(key, "must be longer than zero, but is " + duration);
        }
        return duration;
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
