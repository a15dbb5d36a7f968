package org.theorder.lifeboat.monitor.check;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.rule.CheckState;
import org.theorder.lifeboat.monitor.rule.CheckStatus;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.outbox.Lease;

/**
 * One term of holding the lease: judges observations against what is remembered. What changes an incident is committed
 * before it is remembered, so a failed commit is simply tried again with the next observation.
 */
final class Evaluation {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

    /** What was looked at in this time is watched, so nobody has to be asked. */
    private static final Duration JUST_NOW = Duration.ofSeconds(3);

    private final Lease lease;
    private final Decisions decisions;
    private final RuleBook rules;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Map<SubjectKey, CheckStatus> statuses;
    private final ClockSteps clockSteps;
    private final Trends trends = new Trends();
    private final Map<SubjectKey, Long> lookedAt = new ConcurrentHashMap<>();
    private final Map<SubjectKey, CheckStore.Entry> unsaved = new ConcurrentHashMap<>();

    /**
     * @param remembered from the term before, by whichever process
     * @param nanos a monotonic clock
     */
    Evaluation(
            Lease lease,
            Map<SubjectKey, CheckStatus> remembered,
            Decisions decisions,
            RuleBook rules,
            Clock clock,
            LongSupplier nanos) {
        this.lease = lease;
        this.decisions = decisions;
        this.rules = rules;
        this.clock = clock;
        this.nanos = nanos;
        this.clockSteps = new ClockSteps(clock, nanos);
        this.statuses = new ConcurrentHashMap<>(remembered);
    }

    /** Observations of one probe; two calls for one subject never overlap. */
    void take(List<Observation> observations) {
        observations.forEach(this::take);
    }

    private void take(Observation observation) {
        Subject subject = observation.subject();
        SubjectKey key = subject.key();
        Reading reading = clockSteps.believed(observation);
        Instant now = clock.instant();
        CheckStatus before = statuses.getOrDefault(key, CheckStatus.unseen(now));
        CheckStatus.Outcome outcome = before.judge(rules.current(), subject, reading, now, elapsed(key));
        CheckStore.Entry entry = new CheckStore.Entry(rules.current().of(subject), subject, outcome.status());
        if (!outcome.judgements().isEmpty()) {
            try {
                decisions.commit(
                        lease,
                        entry,
                        outcome.judgements(),
                        new Decisions.Circumstances(before.lastGoodAt(), trends.of(key, reading), this::failing));
            } catch (LifeboatException e) {
                LOG.error(
                        "a decision was not committed, the next look tries again check={} error={}",
                        key,
                        e.explanation());
                return;
            }
        }
        trends.remember(key, reading);
        statuses.put(key, outcome.status());
        unsaved.put(key, entry);
    }

    private boolean failing(String probe) {
        CheckStatus status = statuses.get(new SubjectKey(RuleName.SERVICE_DOWN, probe));
        return status != null && status.state() == CheckState.FAILING;
    }

    private Duration elapsed(SubjectKey key) {
        long now = nanos.getAsLong();
        Long before = lookedAt.put(key, now);
        return before == null ? Duration.ZERO : Duration.ofNanos(now - before);
    }

    /** Writes what has changed since the last time. */
    void flush() {
        List<CheckStore.Entry> entries = new ArrayList<>(unsaved.values());
        decisions.flush(lease, entries);
        entries.forEach(entry -> unsaved.remove(entry.subject().key(), entry));
        decisions.review(lease, rules.current(), this::failing);
    }

    /** Writes that somebody is looking. */
    void finished() {
        decisions.finished(lease);
    }

    /** Forgets what nobody watches any more, and resolves its incidents: nobody would ever clear them. */
    void forgetAllBut(Predicate<SubjectKey> watched) {
        for (SubjectKey key : List.copyOf(statuses.keySet())) {
            if (!isLookedAt(key) && !watched.test(key)) {
                forget(key);
            }
        }
    }

    private boolean isLookedAt(SubjectKey key) {
        Long at = lookedAt.get(key);
        return at != null && nanos.getAsLong() - at < JUST_NOW.toNanos();
    }

    /**
     * Forgets what people said is gone.
     *
     * @param finder must not find it again, unless it is there
     */
    void forgetUnwanted(Consumer<SubjectKey> finder) {
        for (SubjectKey key : decisions.unwanted()) {
            finder.accept(key);
            forget(key);
        }
    }

    private void forget(SubjectKey key) {
        decisions.forget(lease, key);
        statuses.remove(key);
        unsaved.remove(key);
        lookedAt.remove(key);
    }
}
