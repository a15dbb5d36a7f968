package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * The words of a service that does not answer.
 *
 * @param what the service, for example {@code Database shop}
 * @param where its address without any secret, for example {@code 127.0.0.1:5432}
 */
record Outage(String what, String where) {
    Reading.Bad because(String why) {
        String reason = Wording.line(why);
        return new Reading.Bad(
                reason, what + " does not answer", List.of(new Fact("probe", reason), new Fact("address", where)));
    }

    Reading.Bad late(Duration timeout) {
        return because("no answer from " + where + " within " + Wording.duration(timeout));
    }

    static Reading.Good answered(long startNanos, String what) {
        return new Reading.Good(what + " in " + (System.nanoTime() - startNanos) / 1_000_000 + " ms");
    }
}
