package org.theorder.lifeboat.notifier;

import java.net.URI;
import org.theorder.lifeboat.notifier.promotion.Promotion;
import org.theorder.lifeboat.notifier.promotion.Standing;
import org.theorder.lifeboat.notifier.status.Observations;

/** The afternoon's outage, on pages that are not the ones to read. */
public final class SceneStandings {
    private SceneStandings() {}

    /** The region dr took over a minute ago. */
    public static Observations superseded() {
        Promotion made = new Promotion(2, Scenes.DR, Scenes.NOW.minusSeconds(60), "eu-north does not answer");
        return standing(new Standing.Superseded(made, URI.create("https://status-dr.the-order.org")));
    }

    /** The region dr has not been heard for three minutes, and this page is to say nothing then. */
    public static Observations unconfirmed() {
        return unconfirmed(false);
    }

    /** The region dr has not been heard for three minutes, and this page goes on. */
    public static Observations alone() {
        return unconfirmed(true);
    }

    private static Observations unconfirmed(boolean shown) {
        return standing(new Standing.Unconfirmed(
                Scenes.IN_CHARGE.promotion(),
                Scenes.DR,
                Scenes.NOW.minusSeconds(180),
                URI.create("https://status-dr.the-order.org"),
                shown));
    }

    private static Observations standing(Standing standing) {
        Observations known = Scenes.majorOutage();
        return new Observations(
                known.incidents(),
                known.clusters(),
                known.firstSeen(),
                known.past(),
                known.monitoringHeardAt(),
                known.maintenances(),
                known.recoveries(),
                standing);
    }
}
