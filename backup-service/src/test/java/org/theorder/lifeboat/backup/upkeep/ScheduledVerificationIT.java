package org.theorder.lifeboat.backup.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.verification.Verifications;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Every backup is read back in every region at the time that is set, or as soon as it can be. Correctness line 17. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
class ScheduledVerificationIT extends BackedUpCluster {
    @ConfigProperty(name = "lifeboat.regions.dr.url")
    URI drRegion;

    @Inject
    Verifications verifications;

    /** As after a restart, and as on another replica. */
    @Test
    void verificationGoesOnWithWhatWasNotReadSinceItWasDue() {
        String first = backup();
        verifyAsScheduled();
        int readings = readings(first).size();
        assertThat(readings).isPositive();

        verifyAsScheduled();
        assertThat(readings(first)).as("nothing was read again").hasSize(readings);

        String next = backup();
        verifyAsScheduled();
        assertThat(readings(next)).as("what had not been read").hasSize(2);
        assertThat(readings(first)).hasSize(readings);
    }

    @Test
    void aRegionThatWasClosedIsVerifiedWhenItIsBackAndNotAWeekLater() throws IOException {
        String backup = backup();
        Path dr = Path.of(drRegion);
        Path away = dr.resolveSibling("dr-away");
        Files.move(dr, away);
        try {
            awaitRegion(false);
            restart();
            Awaitility.await("the other region was read")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        verifications.look();
                        return readings(backup).findValuesAsText("region").contains("primary");
                    });
            verifications.look();
            assertThat(hasEnded()).isFalse();
        } finally {
            Files.move(away, dr);
        }
        awaitRegion(true);

        awaitEnd();
        assertThat(readings(backup).findValuesAsText("region"))
                .as("each of them once")
                .containsExactlyInAnyOrder("primary", "dr");
    }

    private JsonNode readings(String backup) {
        return service.get("/clusters/" + cluster + "/backups/" + backup + "/verification")
                .body();
    }

    private void awaitRegion(boolean open) {
        Awaitility.await("dr is open: " + open)
                .atMost(Duration.ofSeconds(30))
                .until(() -> service.get("/regions/dr").body().path("open").asBoolean() == open);
    }

    private void verifyAsScheduled() {
        restart();
        awaitEnd();
    }

    /** From the moment when it was due last, as if it had never come to its end. */
    private void restart() {
        database.update("delete from upkeep where cluster = $1 and task = 'verification'", cluster);
    }

    private void awaitEnd() {
        Awaitility.await("it has come to its end")
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    verifications.look();
                    return hasEnded();
                });
    }

    private boolean hasEnded() {
        return !database.query("select begun from upkeep where cluster = $1 and task = 'verification'", cluster)
                .isEmpty();
    }
}
