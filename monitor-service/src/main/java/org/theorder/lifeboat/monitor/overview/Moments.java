package org.theorder.lifeboat.monitor.overview;

import java.time.Instant;
import org.theorder.lifeboat.monitor.wording.Wording;

final class Moments {
    private Moments() {}

    static Overview.Moment of(Instant instant, Instant now) {
        return new Overview.Moment(instant.toString(), Wording.time(instant, now));
    }
}
