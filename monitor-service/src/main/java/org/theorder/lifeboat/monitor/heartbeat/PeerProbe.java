package org.theorder.lifeboat.monitor.heartbeat;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.HttpClients;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.probe.Trust;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.wording.Wording;

/** Monitors watch each other: for how long another one has not looked, and whether its clock agrees with ours. */
@Singleton
public class PeerProbe implements Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String PREFIX = "lifeboat.monitor.watchers.";

    private final HttpClients http = new HttpClients(TIMEOUT);
    private final List<PeerLook> peers = new ArrayList<>();
    private final Map<String, Instant> lookedAt = new ConcurrentHashMap<>();
    private final Duration interval;
    private final Clock clock;
    private final RuleBook rules;
    /** Before this we have not asked anybody, or another process has. */
    private volatile Instant since;

    PeerProbe(WatcherConfiguration configuration, Clock clock, RuleBook rules) {
        this.clock = clock;
        this.rules = rules;
        this.since = clock.instant();
        this.interval = Configured.interval(PREFIX + "peer-interval", configuration.peerInterval());
        configuration
                .peers()
                .forEach((name, peer) -> peers.add(new PeerLook(
                        name,
                        Configured.url(PREFIX + "peers." + name + ".url", peer.url()),
                        peer.tokenFile().map(Path::of).orElse(null),
                        Trust.of(PREFIX + "peers." + name + ".ca-file", peer.caFile()),
                        TIMEOUT)));
    }

    @Override
    public String name() {
        return "other monitors";
    }

    @Override
    public List<Subject> subjects() {
        return peers.stream().map(peer -> subject(peer.name())).toList();
    }

    /** Their clocks. */
    @Override
    public boolean finds(SubjectKey check) {
        return check.rule() == RuleName.CLOCK_SKEW
                && peers.stream().anyMatch(peer -> check.subject().equals(named(peer.name())));
    }

    /** For how long nobody was asked says nothing about those who were not. */
    @Override
    public void recall(Collection<Subject> checks) {
        lookedAt.clear();
        since = clock.instant();
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public Duration timeout() {
        return TIMEOUT.multipliedBy(1 + peers.size());
    }

    @Override
    public List<Observation> look() {
        List<Observation> all = new ArrayList<>();
        try {
            for (PeerLook peer : peers) {
                PeerLook.Answer answer = peer.ask(http);
                Instant now = clock.instant();
                Reading reading = switch (answer) {
                    case PeerLook.Answer.Told told -> {
                        heard(peer.name(), told, now);
                        all.add(skew(
                                peer.name(), Duration.between(told.at(), now).abs()));
                        yield silence(peer.name(), "it answers", now);
                    }
                    case PeerLook.Answer.Silent(String why) -> silence(peer.name(), why, now);
                    case PeerLook.Answer.Distrusted(String why) -> new Reading.Unknown(why);
                };
                all.add(new Observation(subject(peer.name()), reading));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    /** By its own clock, so that clocks that do not agree change nothing; one that was set back in between says nothing new. */
    private void heard(String peer, PeerLook.Answer.Told told, Instant now) {
        if (told.evaluatedAt() != null) {
            Duration ago = Duration.between(told.evaluatedAt(), told.at());
            lookedAt.merge(
                    peer,
                    now.minus(ago.isNegative() ? Duration.ZERO : ago),
                    (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    private Reading silence(String peer, String detail, Instant now) {
        // if our clock was set back nothing was heard later than now
        since = earlier(since, now);
        @Nullable Instant last = lookedAt.computeIfPresent(peer, (_, looked) -> earlier(looked, now));
        Duration silent = Duration.between(last == null ? since : last, now);
        if (last == null && silent.compareTo(rules.current().of(subject(peer)).limit()) <= 0) {
            return new Reading.Unknown("not heard yet, " + detail, true);
        }
        return new Reading.Measured(
                Math.max(0, silent.toMillis()) / 1000.0,
                (last == null
                                ? "not heard for " + Wording.duration(silent)
                                : "looked " + Wording.duration(silent) + " ago")
                        + ", " + detail,
                "Monitoring is blind: the monitor " + peer + " does not look",
                List.of(
                        new Fact("monitor", peer),
                        new Fact(
                                "last looked",
                                last == null ? "not since " + Wording.time(since, now) : Wording.time(last, now)),
                        new Fact("answer", detail)));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Observation skew(String peer, Duration apart) {
        String value = apart.toMillis() < 1000 ? "agrees within a second" : Wording.duration(apart) + " apart";
        return new Observation(
                new Subject(RuleName.CLOCK_SKEW, named(peer), null, "monitor-service"),
                new Reading.Measured(
                        apart.toMillis() / 1000.0,
                        value,
                        "The clock of the monitor " + peer + " is wrong, or ours",
                        List.of(new Fact("clocks", value))));
    }

    private static Subject subject(String peer) {
        return new Subject(RuleName.SERVICE_SILENT, named(peer), null, "monitor-service");
    }

    private static String named(String peer) {
        return "monitor-" + peer;
    }

    /** Asking has a timeout of its own: this is not about them. */
    @Override
    public List<Observation> late() {
        return unseen("we ourselves stood still");
    }

    @Override
    public List<Observation> unseen(String reason) {
        return subjects().stream()
                .map(subject -> new Observation(subject, new Reading.Unknown(reason)))
                .toList();
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
