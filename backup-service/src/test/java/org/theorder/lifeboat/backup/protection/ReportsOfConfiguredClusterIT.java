package org.theorder.lifeboat.backup.protection;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** The table of clusters holds only those that were declared by REST; reports of the others are for all replicas, too. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@TestProfile(ReportsOfConfiguredClusterIT.OneConfigured.class)
class ReportsOfConfiguredClusterIT {
    private static final String CLUSTER = "configured";

    /** A cluster whose server is away. */
    public static final class OneConfigured implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            String prefix = "lifeboat.clusters." + CLUSTER + ".";
            return Map.of(
                    prefix + "host",
                    "127.0.0.1",
                    prefix + "port",
                    "1",
                    prefix + "user",
                    Protected.ROLE,
                    prefix + "password",
                    Protected.ROLE_PASSWORD);
        }
    }

    @Inject
    Database database;

    @Test
    void reportOfAConfiguredClusterIsWrittenDownForTheOtherReplicas() {
        // Given another replica; by its name the last, so that the only stream is the part of this one
        database.update("""
                insert into lease (name, holder, epoch, time_to_live, expires_at)
                values ('replica/~another/1/id', '~another/1/id', 1, interval '1 hour',
                        clock_timestamp() + interval '1 hour')""");

        // Then it finds what this one tells
        Awaitility.await("the report is written down")
                .atMost(Duration.ofSeconds(60))
                .until(() -> !database.query("select 1 as one from last_report where cluster = $1", CLUSTER)
                        .isEmpty());
    }
}
