package org.theorder.lifeboat.monitor.check;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LagTrend;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/** Where measured values are going, from one look to the next. */
final class Trends {
    private final Map<SubjectKey, Double> before = new ConcurrentHashMap<>();

    void remember(SubjectKey key, Reading reading) {
        if (reading instanceof Reading.Measured measured) {
            before.put(key, measured.amount());
        }
    }

    /** Steady if there is nothing to compare with. */
    LagTrend of(SubjectKey key, Reading reading) {
        @Nullable Double last = before.get(key);
        if (last == null || !(reading instanceof Reading.Measured measured)) {
            return LagTrend.STEADY;
        }
        int compared = Double.compare(measured.amount(), last);
        return compared == 0 ? LagTrend.STEADY : compared > 0 ? LagTrend.GROWING : LagTrend.SHRINKING;
    }
}
