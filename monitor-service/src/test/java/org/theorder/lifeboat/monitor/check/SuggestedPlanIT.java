package org.theorder.lifeboat.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.rule.Changes;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/** Whatever is down, its incident says what to do. A database that can be restored is in {@link ServiceDownIT}. */
@QuarkusTest
class SuggestedPlanIT {
    private static final String FROM_GIT = "check out its last good commit from Git, build it, deploy it";

    @Inject
    Leases leases;

    @Inject
    CheckStore checks;

    @Inject
    Decisions decisions;

    @Inject
    RuleBook rules;

    private final String name = "p-" + UUID.randomUUID().toString().substring(0, 8);
    private Lease lease;

    @BeforeEach
    void begin() {
        lease = leases.acquire(name, Duration.ofMinutes(1)).orElseThrow();
    }

    @AfterEach
    void end() {
        leases.release(lease);
    }

    private String planOf(String subject, @Nullable ClusterName cluster, Changes own) {
        Subject down = new Subject(new SubjectKey(RuleName.SERVICE_DOWN, subject), cluster, name, own);
        Evaluation evaluation =
                new Evaluation(lease, checks.load(), decisions, rules, Clock.systemUTC(), System::nanoTime);
        for (int looks = 0; looks < 3; looks++) {
            evaluation.take(List.of(new Observation(down, new Reading.Bad("refused", "It is down", List.of()))));
        }
        String id = Api.open("service-down", subject).getFirst();
        for (int looks = 0; looks < 2; looks++) {
            evaluation.take(List.of(new Observation(down, new Reading.Good("connected"))));
        }
        return Api.viewer().get("/incidents/" + id).jsonPath().getString("incident.suggestedPlan");
    }

    @Test
    void aServiceIsRecoveredFromGit() {
        assertThat(planOf(name, null, Changes.NONE)).contains(FROM_GIT);
        assertThat(planOf(name + "/deployment/checkout", null, Changes.NONE)).contains(FROM_GIT);
    }

    @Test
    void anApiServerIsRepaired() {
        assertThat(planOf(name + "/api", null, Changes.NONE)).startsWith("Repair the API server");
    }

    @Test
    void aDatabaseOfWhichNoRegionReportsABackupIsStartedAgain() {
        assertThat(planOf(name, new ClusterName(name), Changes.NONE))
                .startsWith("Start the server of " + name + " again")
                .contains("GET /clusters/" + name + "/restore-points");
    }

    @Test
    void aPlanThatWasConfiguredCounts() {
        Changes own = Changes.told(null, null, null, "call anna");

        assertThat(planOf(name, null, own)).isEqualTo("call anna");
        assertThat(planOf(name + "/database", new ClusterName(name), own)).isEqualTo("call anna");
    }
}
