package org.theorder.lifeboat.monitor.heartbeat;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

/**
 * Whether each expected service is heard and gets on, and first whether we hear ourselves: if not, the others' silence says nothing
 * about them, and one incident is enough.
 */
@ApplicationScoped
@Startup // so that a wrong configuration is refused at start, not at the first use
public class SilenceProbe implements Probe {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Not to hear ourselves for this part of the limit is enough to judge nobody else. */
    private static final int DEAF = 4;

    private final LatestStore latest;
    private final HeartbeatStore heartbeats;
    private final Clock clock;
    private final String self;
    private final Set<String> services;
    private final RuleBook rules;
    private volatile Silence silence;

    SilenceProbe(
            LatestStore latest,
            HeartbeatStore heartbeats,
            Clock clock,
            HeartbeatConfiguration configuration,
            RuleBook rules,
            @ConfigProperty(name = "quarkus.application.name") String self) {
        this.latest = latest;
        this.heartbeats = heartbeats;
        this.clock = clock;
        this.self = self;
        this.services = new TreeSet<>(configuration.services().orElse(Set.of()));
        this.rules = rules;
        this.silence = new Silence(clock.instant());
    }

    @Override
    public String name() {
        return "heartbeats";
    }

    @Override
    public List<Subject> subjects() {
        return Stream.concat(Stream.of(self), services.stream())
                .map(SilenceProbe::subject)
                .toList();
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public List<Observation> look() {
        return judged(
                latest.all(Topics.HEARTBEAT).stream().collect(Collectors.toMap(Latest::key, Latest::receivedAt)),
                heartbeats.evaluated(),
                clock.instant());
    }

    /**
     * @param heardAt when each service was last heard
     * @param evaluatedAt when the main loop of each last finished a round, as far as it says so
     */
    List<Observation> judged(Map<String, Instant> heardAt, Map<String, Instant> evaluatedAt, Instant now) {
        if (now.isBefore(silence.watchingSince())) {
            // our clock was set back: we cannot have begun later than now
            silence = new Silence(now);
        }
        List<Observation> all = new ArrayList<>();
        all.add(observation(self, heardAt, evaluatedAt, now));
        boolean deaf = silence.since(heardAt.get(self), now)
                        .compareTo(limit(subject(self)).dividedBy(DEAF))
                > 0;
        for (String service : services) {
            all.add(
                    deaf
                            ? new Observation(
                                    subject(service), new Reading.Unknown("we do not hear ourselves over Kafka", true))
                            : observation(service, heardAt, evaluatedAt, now));
        }
        return all;
    }

    private Observation observation(
            String service, Map<String, Instant> heardAt, Map<String, Instant> evaluatedAt, Instant now) {
        Subject subject = subject(service);
        return new Observation(
                subject, silence.of(service, heardAt.get(service), evaluatedAt.get(service), now, limit(subject)));
    }

    private Duration limit(Subject subject) {
        return rules.current().of(subject).limit();
    }

    private static Subject subject(String service) {
        return new Subject(RuleName.SERVICE_SILENT, service, null, service);
    }

    @Override
    public List<Observation> late() {
        return unseen("our own database did not answer in time");
    }

    /** One alert is enough. While our own database is away none can be opened, and readiness says so. */
    @Override
    public List<Observation> unseen(String reason) {
        return subjects().stream()
                .map(subject -> new Observation(subject, new Reading.Unknown(reason, !subject.equals(subject(self)))))
                .toList();
    }
}
