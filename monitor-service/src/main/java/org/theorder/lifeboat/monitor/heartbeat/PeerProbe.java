package org.theorder.lifeboat.monitor.heartbeat;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
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
import org.theorder.lifeboat.monitor.probe.Probe;
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

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
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
                String detail = switch (answer) {
                    case PeerLook.Answer.Told told -> {
                        if (told.evaluatedAt() != null) {
                            // by its own clock, so that clocks that do not agree change nothing
                            lookedAt.merge(
                                    peer.name(),
                                    now.minus(Duration.between(told.evaluatedAt(), told.at())),
                                    (one, other) -> one.isAfter(other) ? one : other);
                        }
                        all.add(skew(
                                peer.name(), Duration.between(told.at(), now).abs()));
                        yield "it answers";
                    }
                    case PeerLook.Answer.Silent silent -> silent.why();
                };
                all.add(new Observation(subject(peer.name()), silence(peer.name(), detail, now)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    private Reading silence(String peer, String detail, Instant now) {
        @Nullable Instant last = lookedAt.get(peer);
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
        http.shutdownNow();
    }
}
