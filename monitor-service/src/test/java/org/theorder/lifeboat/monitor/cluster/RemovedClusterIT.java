package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;

/** A cluster that is not protected any more pages nobody. */
@QuarkusTest
class RemovedClusterIT {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Kafka kafka = new Kafka();
    private final String cluster = "r-" + UUID.randomUUID().toString().substring(0, 8);
    private final Instant now = CLOCK.instant();

    /** Its data is older than promised, and a backup failed. */
    @BeforeEach
    void trouble() {
        report(cluster, now, Duration.ofMinutes(61));
        kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, now));
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(Api.open("recovery-point", cluster + "/dr")).hasSize(1);
            assertThat(Api.open("backup-failed", cluster + "/full")).hasSize(1);
            assertThat(Api.check("replication-lag", cluster + "/dr")).isEqualTo("failing");
        });
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    private void report(String name, Instant at, Duration behind) {
        kafka.send(
                Topics.PROTECTION_REPORTED,
                name,
                Samples.protection(name, at, at.minus(behind), "0/5000000", "0/4000000"));
    }

    private static List<String> clusters() {
        return Api.viewer().get("/clusters").jsonPath().getList("cluster");
    }

    private void awaitForgotten() {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(Api.open("recovery-point", cluster + "/dr")).isEmpty();
            assertThat(Api.open("recovery-point", cluster + "/primary")).isEmpty();
            assertThat(Api.open("replication-lag", cluster + "/dr")).isEmpty();
            assertThat(Api.open("backup-failed", cluster + "/full")).isEmpty();
            assertThat(Api.check("recovery-point", cluster + "/dr")).isEqualTo("absent");
            assertThat(Api.check("replication-lag", cluster + "/dr")).isEqualTo("absent");
            assertThat(Api.check("drill-overdue", cluster)).isEqualTo("absent");
        });
        assertThat(clusters()).doesNotContain(cluster);
    }

    @Test
    void itsChecksAreForgottenAndItsIncidentsResolvedUntilItIsProtectedAgain() {
        kafka.send(Topics.CLUSTER_REMOVED, cluster, new ClusterRemoved(new ClusterName(cluster), now));
        awaitForgotten();

        // what another replica sent before it knew, and a backup that ended with its cluster
        report(cluster, now.plusSeconds(2), Duration.ofMinutes(61));
        kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, now.plusSeconds(2)));
        String other = cluster + "-other";
        report(other, now.plusSeconds(3), Duration.ZERO);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(clusters()).contains(other));
        assertThat(clusters()).doesNotContain(cluster);
        assertThat(Api.open("backup-failed", cluster + "/full")).isEmpty();

        report(cluster, now.plusSeconds(31), Duration.ofMinutes(61));
        kafka.send(Topics.BACKUP_FAILED, cluster, Samples.failure(cluster, now.plusSeconds(31)));
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(Api.open("recovery-point", cluster + "/dr")).hasSize(1);
            assertThat(Api.open("backup-failed", cluster + "/full")).hasSize(1);
        });
    }

    /** Taken out of the configuration of backup-service, which then knows nothing of it. */
    @Test
    void anOperatorSaysThatItIsGone() {
        assertThat(Api.operator().delete("/clusters/" + cluster).statusCode()).isEqualTo(204);
        awaitForgotten();

        assertThat(Api.operator().delete("/clusters/" + cluster).statusCode()).isEqualTo(404);
        assertThat(Api.viewer().delete("/clusters/" + cluster).statusCode()).isEqualTo(403);
    }

    /** backup-service answers a request for a backup of a cluster that it does not know with its failure. */
    @Test
    void anOperatorForgetsAClusterThatNobodyEverDeclared() {
        String nobodys = cluster + "-nobodys";
        kafka.send(Topics.BACKUP_FAILED, nobodys, Samples.failure(nobodys, now));
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(Api.open("backup-failed", nobodys + "/full")).hasSize(1));

        assertThat(Api.operator().delete("/clusters/" + nobodys).statusCode()).isEqualTo(204);
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(Api.open("backup-failed", nobodys + "/full")).isEmpty());
        assertThat(clusters()).doesNotContain(nobodys);
    }
}
