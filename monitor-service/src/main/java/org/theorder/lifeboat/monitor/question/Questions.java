package org.theorder.lifeboat.monitor.question;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.monitor.check.Check;
import org.theorder.lifeboat.monitor.check.CheckStore;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.monitor.cluster.Clusters;
import org.theorder.lifeboat.monitor.cluster.ObjectivesConfiguration;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.rule.CheckState;

/**
 * Answers, every few seconds, what Prometheus wants to know, so that nobody who scrapes waits for the database. An answer
 * that is not known is NaN, never zero.
 */
@ApplicationScoped
class Questions {
    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
    private static final long EVERY_MILLIS = 5_000;

    private final Clusters clusters;
    private final CheckStore checks;
    private final Incidents incidents;
    private final Clock clock;
    private final MultiGauge rpo;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Answered answered;

    /** Kept while the database is away: the age has to grow then. */
    private volatile @Nullable Instant evaluatedAt;

    record Answered(long open, long failing, long unknown) {}

    Questions(
            Clusters clusters,
            CheckStore checks,
            Incidents incidents,
            Clock clock,
            ObjectivesConfiguration objectives,
            MeterRegistry meters) {
        this.clusters = clusters;
        this.checks = checks;
        this.incidents = incidents;
        this.clock = clock;
        rpo = MultiGauge.builder("lifeboat.rpo.now.seconds")
                .description("What a disaster at this moment would cost, per cluster and region")
                .register(meters);
        Duration goal = objectives.rpo();
        Gauge.builder("lifeboat.rpo.goal.seconds", () -> seconds(goal))
                .description("What a disaster may cost at most")
                .register(meters);
        gauge(meters, "lifeboat.incidents.open", "Incidents that are open", Answered::open);
        gauge(meters, "lifeboat.checks.failing", "Checks that are failing", Answered::failing);
        gauge(meters, "lifeboat.checks.unknown", "Checks that cannot be evaluated", Answered::unknown);
        Gauge.builder("lifeboat.evaluation.age.seconds", this, questions -> seconds(questions.evaluationAge()))
                .description("How long ago the checks were last evaluated, by any replica")
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("questions").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    /** How long ago the checks were last evaluated, as far as is known; null if never. */
    @Nullable
    Duration evaluationAge() {
        Instant known = evaluatedAt;
        return known == null ? null : Duration.between(known, clock.instant());
    }

    private void run() {
        try {
            do {
                ask();
            } while (!stopping.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        try {
            Instant now = clock.instant();
            List<Check> all =
                    checks.all().stream().map(check -> check.asOf(now)).toList();
            rpo.register(clusters.all().stream().flatMap(Questions::rows).toList(), true);
            answered =
                    new Answered(incidents.openCount(), count(all, CheckState.FAILING), count(all, CheckState.UNKNOWN));
            evaluatedAt = checks.lastEvaluation().orElse(null);
        } catch (RuntimeException e) {
            LOG.debug("the metrics could not be measured", e);
            answered = null;
            rpo.register(List.of(), true);
        }
    }

    private static Stream<MultiGauge.Row<?>> rows(ClusterFacts facts) {
        return facts.regions().stream()
                .map(region -> MultiGauge.Row.of(
                        Tags.of(
                                "cluster",
                                facts.cluster().value(),
                                "region",
                                region.region().value()),
                        seconds(region.rpoNow())));
    }

    private static long count(List<Check> checks, CheckState state) {
        return checks.stream().filter(check -> check.state() == state).count();
    }

    private static double seconds(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
    }

    private void gauge(MeterRegistry meters, String name, String description, ToDoubleFunction<Answered> answer) {
        Gauge.builder(name, this, questions -> questions.value(answer))
                .description(description)
                .register(meters);
    }

    private double value(ToDoubleFunction<Answered> answer) {
        Answered known = answered;
        return known == null ? Double.NaN : answer.applyAsDouble(known);
    }
}
