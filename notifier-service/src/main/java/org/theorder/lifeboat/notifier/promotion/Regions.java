package org.theorder.lifeboat.notifier.promotion;

import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/**
 * The regions that have a page, checked.
 *
 * @param peers all but the own, with the address of the page, which does not end with a slash
 */
public record Regions(RegionName own, RegionName primary, SortedMap<RegionName, URI> peers) {
    private static final String KEYS = "lifeboat.notifier.regions.";

    /** One region alone. */
    public static Regions only(RegionName own) {
        return new Regions(own, own, Collections.emptySortedMap());
    }

    /**
     * @param servedFrom the own region
     * @throws LifeboatException CONFIGURATION_INVALID naming the key
     */
    public static Regions of(RegionSettings settings, String servedFrom) {
        RegionName own = name("lifeboat.notifier.page.served-from", servedFrom);
        SortedMap<RegionName, URI> peers = new TreeMap<>();
        for (Map.Entry<String, URI> peer : settings.peers().entrySet()) {
            String key = KEYS + "peers." + peer.getKey();
            RegionName region = name(key, peer.getKey());
            if (region.equals(own)) {
                throw wrong(key, "is this region itself (lifeboat.notifier.page.served-from); name the others");
            }
            peers.put(region, address(key, peer.getValue()));
        }
        RegionName primary =
                settings.primary().map(name -> name(KEYS + "primary", name)).orElse(own);
        if (!primary.equals(own) && !peers.containsKey(primary)) {
            throw wrong(KEYS + "primary", "is " + primary + ", whose page no " + KEYS + "peers." + primary + " tells");
        }
        if (!settings.lookEvery().isPositive()
                || settings.lookEvery().multipliedBy(2).compareTo(settings.doubtAfter()) > 0) {
            throw wrong(KEYS + "doubt-after", "must be at least twice look-every, which must be positive");
        }
        return new Regions(own, primary, Collections.unmodifiableSortedMap(peers));
    }

    private static RegionName name(String key, String name) {
        try {
            return new RegionName(name);
        } catch (LifeboatException e) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, key + ": " + e.explanation(), e);
        }
    }

    private static URI address(String key, URI url) {
        boolean web = Objects.equals(url.getScheme(), "http") || Objects.equals(url.getScheme(), "https");
        if (!web || url.getHost() == null || url.getRawQuery() != null) {
            throw wrong(key, "must be the http or https address of that region's page, without a query");
        }
        return URI.create(url.toString().replaceFirst("/+$", ""));
    }

    private static LifeboatException wrong(String key, String rule) {
        return new LifeboatException(ErrorCode.CONFIGURATION_INVALID, key + " " + rule);
    }
}
