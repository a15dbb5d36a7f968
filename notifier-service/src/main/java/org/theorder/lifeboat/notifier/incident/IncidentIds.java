package org.theorder.lifeboat.notifier.incident;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/** Ids of incidents that begin in this service. */
final class IncidentIds {
    private static final int LONGEST = 60;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmssSSS'z'").withZone(ZoneOffset.UTC);

    private IncidentIds() {}

    /** For example {@code manual-shop-20261122t120340000z}. */
    static IncidentId begun(String name, Instant at) {
        return new IncidentId(ForeignText.beginning(name, LONGEST) + "-" + STAMP.format(at));
    }
}
