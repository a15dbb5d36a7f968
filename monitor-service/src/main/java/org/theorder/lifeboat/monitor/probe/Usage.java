package org.theorder.lifeboat.monitor.probe;

import java.util.List;
import java.util.Locale;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/** How much of a capacity or quota is used, as a reading. */
public final class Usage {
    private Usage() {}

    /**
     * In percent, with the time when it is full.
     *
     * @param used bytes
     * @param capacity bytes
     * @param fact what is measured, for the evidence
     */
    public static Reading reading(long used, long capacity, Forecast forecast, String fact, String title) {
        double percent = 100.0 * used / capacity;
        String value = String.format(
                Locale.ROOT,
                "%.1f %% used, %s of %s%s",
                percent,
                Wording.bytes(used),
                Wording.bytes(capacity),
                Forecast.words(forecast.fullIn((double) used, (double) capacity)));
        return new Reading.Measured(percent, value, title, List.of(new Fact(fact, value)));
    }
}
