package org.theorder.lifeboat.monitor.heartbeat;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.heartbeat.HeartbeatStore.HostClock;
import org.theorder.lifeboat.monitor.probe.HeardProbe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * Whether the clocks of the machines that our services run on agree with ours, by the time between sending and receipt of
 * heartbeats: its smallest lately, so that a jam on the way is no wrong clock.
 */
@Singleton
public class ClockProbe extends HeardProbe {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /** Of a machine that is silent for longer nothing is known; that it is silent is said by another rule. */
    private static final Duration HEARD = Duration.ofSeconds(60);

    private final HeartbeatStore heartbeats;
    private final Clock clock;

    ClockProbe(HeartbeatStore heartbeats, Clock clock) {
        super("clocks of services", RuleName.CLOCK_SKEW, INTERVAL);
        this.heartbeats = heartbeats;
        this.clock = clock;
    }

    /** {@code service/host}; servers of clusters and other monitors are asked by others. */
    @Override
    protected boolean hears(Subject check) {
        return check.cluster() == null && check.key().subject().contains("/");
    }

    @Override
    protected List<Observation> heard() {
        return heartbeats.clocks(clock.instant().minus(HEARD)).stream()
                .map(ClockProbe::observation)
                .toList();
    }

    static Observation observation(HostClock host) {
        Duration apart = host.behind().abs();
        String value = apart.toMillis() < 1000
                ? "agrees within a second"
                : Wording.duration(apart) + (host.behind().isNegative() ? " ahead of ours" : " behind ours");
        return new Observation(
                new Subject(RuleName.CLOCK_SKEW, host.service() + "/" + host.host(), null, host.service()),
                new Reading.Measured(
                        apart.toMillis() / 1000.0,
                        value,
                        "The clock of the machine of " + host.service() + " is wrong, or ours",
                        List.of(new Fact("machine", host.host()), new Fact("its clock", value))));
    }
}
