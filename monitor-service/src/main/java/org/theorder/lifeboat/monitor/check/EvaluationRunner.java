package org.theorder.lifeboat.monitor.check;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.alertmanager.Alerts;
import org.theorder.lifeboat.monitor.heartbeat.Snitch;
import org.theorder.lifeboat.monitor.objective.ObjectiveRecorder;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.ProbeList;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.outbox.Heartbeats;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/** Evaluates while this process holds the lease {@code evaluation}, and waits for it while another does. */
@ApplicationScoped
@Startup
class EvaluationRunner {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluationRunner.class);
    private static final String PREFIX = "lifeboat.monitor.evaluation.";
    private static final String LEASE = "evaluation";
    /** Far more than a server near us needs for a login. */
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private static final long FLUSH_EVERY_MILLIS = 2_000;
    private static final long TRY_AGAIN_MILLIS = 500;

    private final Leases leases;
    private final CheckStore checks;
    private final Decisions decisions;
    private final ProbeList probes;
    private final Heartbeats heartbeats;
    private final Snitch snitch;
    private final ObjectiveRecorder objectives;
    private final Alerts alerts;
    private final Clock clock;
    private final int concurrency;
    private final RuleBook rules;
    private final Duration timeToLive;
    private String told = "";
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name(LEASE).unstarted(this::run);

    EvaluationRunner(
            Leases leases,
            CheckStore checks,
            Decisions decisions,
            RuleBook rules,
            ProbeList probes,
            Heartbeats heartbeats,
            Snitch snitch,
            ObjectiveRecorder objectives,
            Alerts alerts,
            Clock clock,
            EvaluationConfiguration configuration) {
        this.leases = leases;
        this.checks = checks;
        this.decisions = decisions;
        this.probes = probes;
        this.heartbeats = heartbeats;
        this.snitch = snitch;
        this.objectives = objectives;
        this.alerts = alerts;
        this.clock = clock;
        this.concurrency = Configured.atLeastOne(PREFIX + "concurrency", configuration.concurrency());
        this.rules = rules;
        this.timeToLive = Configured.positive(PREFIX + "lease", configuration.lease());
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    /** Gives the lease back, so that another replica goes on at once. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        thread.join(Duration.ofSeconds(5));
    }

    private void run() {
        boolean stopped = false;
        while (!stopped) {
            try {
                leases.whileHeld(LEASE, timeToLive, this::term);
            } catch (RuntimeException e) {
                tellOnce(said(e));
            }
            // a lost lease interrupts this thread; that is over now
            boolean interrupted = Thread.interrupted();
            stopped = stopping.getCount() == 0 || (!interrupted && pause(TRY_AGAIN_MILLIS));
        }
    }

    /** Twice a second is too often for a log. */
    private void tellOnce(String trouble) {
        if (!trouble.equals(told)) {
            told = trouble;
            LOG.warn("evaluation stopped and will be taken up again error={}", trouble);
        }
    }

    private void term(Lease lease) {
        told = "";
        LOG.info("evaluation begins epoch={}", lease.epoch());
        Evaluation evaluation = new Evaluation(lease, checks.load(), decisions, rules, clock, System::nanoTime);
        List<Subject> before = checks.subjects();
        probes.all().forEach(probe -> probe.recall(before));
        try (Rounds rounds = new Rounds(concurrency, AT_ONCE, System::nanoTime, evaluation::take)) {
            rounds.start(probes.all());
            boolean over = false;
            while (!over) {
                over = pause(FLUSH_EVERY_MILLIS);
                flush(evaluation, rounds);
            }
        }
    }

    private void flush(Evaluation evaluation, Rounds rounds) {
        try {
            rounds.missSilent();
            evaluation.flush();
            evaluation.forgetAllBut(probes::watch);
            evaluation.forgetUnwanted(probes::forget);
            // this thread alone sees nothing: who watches us is to know whether the probes still tell anything
            if (rounds.haveObserved()) {
                evaluation.finished();
                heartbeats.evaluated();
                snitch.evaluated();
            }
            objectives.evaluated();
            alerts.expire();
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.LEASE_LOST) {
                throw e;
            }
            LOG.warn("the state of the checks could not be saved and is tried again error={}", e.explanation());
        } catch (RuntimeException e) {
            // probes go on: a term that ends looks at nothing
            LOG.error("a round of the evaluation broke and is tried again", e);
        }
    }

    /** @return true if it is time to stop */
    private boolean pause(long millis) {
        try {
            return stopping.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static String said(RuntimeException e) {
        return e instanceof LifeboatException ours ? ours.explanation() : e.toString();
    }
}
