package org.theorder.lifeboat.notifier.promotion;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RegionName;

/** Whether the page of this region is the one to read. What might be superseded says so, or is not called the present at all. */
public sealed interface Standing {
    /** The greatest claim that is known here. */
    Promotion promotion();

    /** This region's page is the one to read. */
    record InCharge(Promotion promotion) implements Standing {}

    /** Nobody was promoted yet, and another region is the primary: its page and this one say the same. */
    record Standby(Promotion promotion) implements Standing {}

    /**
     * Another region was promoted.
     *
     * @param page where its page is; null if this region was not told
     */
    record Superseded(Promotion promotion, @Nullable URI page) implements Standing {}

    /**
     * Another region may have been promoted: it has not been heard.
     *
     * @param silent which
     * @param since when it was heard last; null if never
     * @param page where its page is
     * @param shown true if this page goes on, and says so beside it
     */
    record Unconfirmed(
            Promotion promotion,
            RegionName silent,
            @Nullable Instant since,
            URI page,
            boolean shown) implements Standing {}

    /** Nobody can say yet: nothing was read since the start. */
    record Unread(Promotion promotion) implements Standing {}

    /** True if what this region knows is the present for readers. */
    default boolean counts() {
        return switch (this) {
            case InCharge _, Standby _ -> true;
            case Unconfirmed doubt -> doubt.shown();
            case Superseded _, Unread _ -> false;
        };
    }

    /**
     * Judges by what is known.
     *
     * @param heard up to when each other region is known not to have claimed more
     * @param longest how long a region may be silent; who promotes a region vouches for those that were silent then, so
     *     they count again once they were heard after it
     * @param shown whether this page goes on while another region is silent
     */
    static Standing of(
            Promotion greatest,
            Regions regions,
            Map<RegionName, Instant> heard,
            Instant now,
            Duration longest,
            boolean shown) {
        boolean ours = greatest.region().equals(regions.own());
        if (!ours && greatest.epoch() > 1) {
            return new Superseded(greatest, regions.peers().get(greatest.region()));
        }
        for (Map.Entry<RegionName, URI> peer : regions.peers().entrySet()) {
            Instant last = heard.get(peer.getKey());
            boolean silent = last == null || last.plus(longest).isBefore(now);
            boolean vouchedFor = ours && greatest.at() != null && (last == null || last.isBefore(greatest.at()));
            if (silent && !vouchedFor) {
                return new Unconfirmed(greatest, peer.getKey(), last, peer.getValue(), shown);
            }
        }
        return ours ? new InCharge(greatest) : new Standby(greatest);
    }
}
