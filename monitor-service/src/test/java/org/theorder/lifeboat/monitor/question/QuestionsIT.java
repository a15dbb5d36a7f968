package org.theorder.lifeboat.monitor.question;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Shop;

/** The rules and the dashboard that are shipped ask for metrics that there are. */
@QuarkusTest
class QuestionsIT {
    private static final Path FOLDER =
            Path.of("../deploy/prometheus").toAbsolutePath().normalize();

    /** A metric of ours, and no part of the name of a recorded one. */
    private static final Pattern METRIC = Pattern.compile("(?<![\\w:])lifeboat_\\w+(?![\\w:])");

    private static final Pattern EXPORTED = Pattern.compile("^lifeboat_\\w+", Pattern.MULTILINE);

    /** Exported by notifier-service and backup-service; PublicApiIT and ProtectionMetersTest find it there. */
    private static final Set<String> ELSEWHERE = Set.of("lifeboat_deliveries_dead", "lifeboat_backup_age_seconds");

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String metrics() {
        return given().auth().oauth2(Shop.VIEWER).get("/q/metrics").asString();
    }

    @Test
    void whatRulesAndDashboardAskForIsExported() throws IOException {
        Set<String> asked = names(
                METRIC,
                Files.readString(FOLDER.resolve("lifeboat.rules.yaml"))
                        + Files.readString(FOLDER.resolve("dashboard.json")));
        assertThat(asked).containsAll(ELSEWHERE).contains("lifeboat_rpo_now_seconds", "lifeboat_rpo_goal_seconds");
        asked.removeAll(ELSEWHERE);

        String cluster = "q-" + UUID.randomUUID().toString().substring(0, 8);
        Instant now = Clock.systemUTC().instant();
        try (Kafka kafka = new Kafka()) {
            kafka.send(
                    Topics.PROTECTION_REPORTED,
                    cluster,
                    Samples.protection(cluster, now, now, "0/5000000", "0/5000000"));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(names(EXPORTED, metrics())).containsAll(asked));
        }
        assertThat(metrics()).contains("lifeboat_rpo_goal_seconds 3600.0");
    }
}
