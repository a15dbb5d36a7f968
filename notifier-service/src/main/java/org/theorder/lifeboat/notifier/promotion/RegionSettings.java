package org.theorder.lifeboat.notifier.promotion;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.notifier.regions.*}: whose page is the one to read. The own region is {@code page.served-from}. */
@ConfigMapping(prefix = "lifeboat.notifier.regions")
public interface RegionSettings {
    /** The region that is in charge until another one is promoted; unless it is said, the own one. */
    Optional<String> primary();

    /** The address of each other region's published page, by the region's name; its {@code epoch.json} is read there. */
    Map<String, URI> peers();

    /** How often it is read. */
    @WithDefault("15s")
    Duration lookEvery();

    /** When a region is not heard for this long, it may have been promoted unnoticed, and this page says so. */
    @WithDefault("2m")
    Duration doubtAfter();

    /** What a region does about messages while another one may have been promoted unnoticed. */
    @WithDefault("SEND")
    InDoubt inDoubt();

    /** What the page does while another region may have been promoted unnoticed. */
    @WithDefault("SHOW")
    PageInDoubt pageInDoubt();

    /** A page cannot tell a region that is lost from one that it is cut off from. */
    enum PageInDoubt {
        /** It goes on by its own evidence, and says which region is silent and where that one's page is. */
        SHOW,
        /** Everything is unknown: never is a page that was superseded called the present, and a lost region greys all pages. */
        UNKNOWN
    }

    /** Nobody can have both while regions cannot hear each other. */
    enum InDoubt {
        /** At least once: nobody stays untold, and two regions may tell the same. */
        SEND,
        /**
         * At most one region at any time: who does not hear the others sends nothing, and who is promoted waits until the
         * others know it or must have fallen silent.
         */
        WAIT
    }
}
