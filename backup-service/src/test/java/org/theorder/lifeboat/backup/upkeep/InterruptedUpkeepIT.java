package org.theorder.lifeboat.backup.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** What another replica was at when it died, and what two are asked for at once. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
class InterruptedUpkeepIT extends BackedUpCluster {
    @Test
    void whatADeadReplicaWasAtIsTakenUpAgainWhenItsLeaseHasExpired() {
        String backup = backup();
        UUID dead = interrupted("VERIFICATION", backup, 1);
        String place = "/clusters/" + cluster + "/upkeep/" + dead;
        assertThat(service.get(place).body().path("state").asText()).isEqualTo("RUNNING");

        database.update("update lease set expires_at = '-infinity' where name = $1", "upkeep/" + dead);
        JsonNode done = ended(place);
        assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("DONE");
        assertThat(done.path("attempts").asInt()).isEqualTo(2);
        assertThat(done.path("result").findValuesAsText("passed")).containsExactly("true", "true");
    }

    @Test
    void whatBringsDownEveryReplicaIsNotBegunAFourthTime() {
        UUID dead = interrupted("VERIFICATION", backup(), 3);
        database.update("update lease set expires_at = '-infinity' where name = $1", "upkeep/" + dead);

        JsonNode failed = ended("/clusters/" + cluster + "/upkeep/" + dead);
        assertThat(failed.path("state").asText()).as(failed.toString()).isEqualTo("FAILED");
        assertThat(failed.path("error").asText()).isEqualTo("result-unknown");
        assertThat(failed.path("message").asText()).contains("begun 3 times").contains("ask again");
        assertThat(failed.path("attempts").asInt()).isEqualTo(3);
    }

    @Test
    void aDeletionThatWasInterruptedStillRespectsWhatProtectsTheBackup() {
        String first = backup();
        String second = backup();
        UUID gone = interrupted("DELETION", first, 1);
        database.update("update lease set expires_at = '-infinity' where name = $1", "upkeep/" + gone);
        JsonNode done = ended("/clusters/" + cluster + "/upkeep/" + gone);
        assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("DONE");
        assertThat(listed().findValuesAsText("backupId")).containsExactly(second);

        UUID absent = interrupted("DELETION", first, 1);
        database.update("update lease set expires_at = '-infinity' where name = $1", "upkeep/" + absent);
        JsonNode failed = ended("/clusters/" + cluster + "/upkeep/" + absent);
        assertThat(failed.path("error").asText()).as(failed.toString()).isEqualTo("not-found");
        assertThat(failed.path("message").asText()).contains("attempt 2");
        assertThat(listed().findValuesAsText("backupId")).containsExactly(second);
    }

    /** As if another replica were at it. */
    private UUID interrupted(String task, String backup, int attempts) {
        UUID id = UUID.randomUUID();
        lease("upkeep/" + id);
        database.update("""
                insert into upkeep_request (id, cluster, task, backup_id, attempts, requested_at)
                values ($1, $2, $3, $4, $5, now())""", id, cluster, task, backup, attempts);
        return id;
    }

    private void lease(String name) {
        database.update("""
                insert into lease (name, holder, epoch, time_to_live, expires_at)
                values ($1, 'gone/1/id', 1, interval '1 minute', clock_timestamp() + interval '1 minute')""", name);
    }

    @Test
    void aCatalogueIsRebuiltOnceAtATime() {
        backup();
        // Given a rebuild that another replica is at
        UUID running = UUID.randomUUID();
        lease("upkeep/" + running);
        database.update("""
                insert into upkeep_request (id, task, attempts, requested_at)
                values ($1, 'CATALOGUE_REBUILD', 1, now())""", running);

        // When this one is asked for the same, it tells where to look for that
        Service.Answer meanwhile = service.post("/catalogue/rebuild", "");
        assertThat(meanwhile.status()).isEqualTo(202);
        assertThat(URI.create(meanwhile.location()).getPath()).isEqualTo("/catalogue/rebuild/" + running);
        assertThat(meanwhile.body().path("state").asText()).isEqualTo("RUNNING");

        // and when the other one dies, this one does it
        database.update("update lease set expires_at = '-infinity' where name = $1", "upkeep/" + running);
        JsonNode done = ended("/catalogue/rebuild/" + running);
        assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("DONE");
        assertThat(done.path("result").path("clusters").toString()).contains(cluster);

        // Then the next one is a new one, here without waiting for it
        Service.Answer next = service.post("/catalogue/rebuild?wait=0", "");
        assertThat(next.status()).isEqualTo(202);
        String place = URI.create(next.location()).getPath();
        assertThat(place).isNotEqualTo("/catalogue/rebuild/" + running);
        assertThat(ended(place).path("state").asText()).isEqualTo("DONE");
        assertThat(service.get("/catalogue/rebuild").body().findValuesAsText("state"))
                .doesNotContain("RUNNING", "FAILED");
        assertThat(service.get("/catalogue/rebuild/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }
}
