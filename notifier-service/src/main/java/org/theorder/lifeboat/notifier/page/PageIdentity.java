package org.theorder.lifeboat.notifier.page;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The page's name and address, checked.
 *
 * @param url without a slash at the end
 * @param staleAfter how old a page may get before it says so
 * @param signed true if timelines and the key of their signatures are given out
 */
public record PageIdentity(
        String name,
        String url,
        ZoneId timeZone,
        String servedFrom,
        boolean drill,
        Duration staleAfter,
        boolean signed) {
    /**
     * @param signed true if there is a key to sign timelines with
     * @throws LifeboatException CONFIGURATION_INVALID naming the key
     */
    public static PageIdentity of(PageSettings settings, boolean signed) {
        check(!settings.name().isBlank() && settings.name().length() <= 100, "name", "must have 1 to 100 characters");
        URI url = settings.url();
        check(
                Objects.equals(url.getScheme(), "http") || Objects.equals(url.getScheme(), "https"),
                "url",
                "must begin with http:// or https://");
        check(url.getHost() != null && url.getQuery() == null, "url", "must name a host and have no query");
        check(
                atLeastASecond(settings.rebuildEvery()) && atLeastASecond(settings.staleAfter()),
                "rebuild-every and stale-after",
                "must be a second or more");
        check(
                settings.rebuildEvery().multipliedBy(2).compareTo(settings.staleAfter()) <= 0,
                "stale-after",
                "must be at least twice rebuild-every, or a healthy page would turn stale");
        String address = url.toString();
        return new PageIdentity(
                settings.name(),
                address.endsWith("/") ? address.substring(0, address.length() - 1) : address,
                settings.timeZone(),
                settings.servedFrom(),
                settings.drill(),
                settings.staleAfter(),
                signed);
    }

    /** The API's page id: 12 characters that depend on the address alone. */
    public String id() {
        byte[] hash = Hashes.sha256(url.getBytes(StandardCharsets.UTF_8));
        return new BigInteger(1, hash).toString(36).substring(0, 12);
    }

    public String incidentUrl(String incident) {
        return url + "/incidents/" + incident;
    }

    private static boolean atLeastASecond(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) >= 0;
    }

    private static void check(boolean valid, String key, String rule) {
        if (!valid) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "lifeboat.notifier.page." + key + " " + rule);
        }
    }
}
