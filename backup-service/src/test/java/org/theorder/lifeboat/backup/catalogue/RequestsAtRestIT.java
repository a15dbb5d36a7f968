package org.theorder.lifeboat.backup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.backup.verification.Verifications;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** What a cluster that has backups asks of its stores while nothing happens, by the service's own meters. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
class RequestsAtRestIT {
    private static final String NAME = "resting";

    @TestHTTPResource("/")
    URI base;

    @Inject
    MeterRegistry meters;

    @Inject
    Clusters clusters;

    @Inject
    Catalogue catalogue;

    @Inject
    Verifications verifications;

    @Test
    void backupsThatAreKnownAreListedWithoutReadingTheirMarkers(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        Service service = new Service(base);
        try (Protected server = Embedded18.startWithRole(folder.resolve("shop"))) {
            service.declare(NAME, server);
            service.awaitStreaming(NAME);
            service.backup(NAME);
            service.incremental(NAME);
            Cluster cluster = clusters.get(new ClusterName(NAME));
            double before = reads();
            catalogue.ask(cluster);
            assertThat(reads() - before)
                    .as("who asks is told what the repository holds: in each region the registration and two markers")
                    .isGreaterThanOrEqualTo(6);

            // what runs by itself may read something now and then, and so has several tries
            atRest("the catalogue", 2, () -> catalogue.refresh(cluster));
            atRest("verification", 0, verifications::look);
            assertThat(catalogue.last(cluster.name()).values())
                    .hasSize(2)
                    .allSatisfy(region -> assertThat(region.backups()).hasSize(2));
        } finally {
            service.delete("/clusters/" + NAME);
        }
    }

    /** @param registrations that it may read */
    private void atRest(String who, int registrations, Runnable look) {
        Awaitility.await(who + " reads no marker")
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> {
                    double before = reads();
                    look.run();
                    assertThat(reads() - before).isLessThanOrEqualTo(registrations);
                });
    }

    private double reads() {
        return meters.find("lifeboat.store.calls").tag("call", "open").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
