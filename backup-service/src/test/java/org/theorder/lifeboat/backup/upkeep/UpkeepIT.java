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
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.backup.proof.Proofs;
import org.theorder.lifeboat.backup.servers.Kafka;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupVerified;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/**
 * Correctness line 15: what is safe is read from the repository, also when the service's schema is lost. Correctness line
 * 17: copies are verified by reading in each region. Correctness line 18: retention over REST.
 */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
class UpkeepIT extends BackedUpCluster {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "lifeboat.regions.dr.url")
    URI drRegion;

    @ConfigProperty(name = "lifeboat.regions.primary.url")
    URI primaryRegion;

    @Inject
    Leases leases;

    @Inject
    Proofs proofs;

    private Service.Answer put(String backup, boolean held) {
        return service.put(
                "/clusters/" + cluster + "/backups/" + backup + "/hold",
                "{\"held\": %s, \"reason\": \"case 4711\"}".formatted(held));
    }

    @Test
    void backupsAreHeldDeletedByHandAndPlanned() {
        String first = backup();
        String second = backup();
        JsonNode plans = service.get("/clusters/" + cluster + "/retention/plan").body();
        assertThat(plans).hasSize(2).allSatisfy(plan -> {
            // WAL before the first backup may go
            assertThat(plan.path("backups").findValuesAsText("keep")).containsExactly("true", "true");
            assertThat(plan.path("backups").get(0).path("why").asText()).contains("full backups stay 30 days");
        });

        assertThat(put(first, true).status()).isEqualTo(200);
        Service.Answer held = service.whenFree("DELETE", "/clusters/" + cluster + "/backups/" + first);
        assertThat(held.status()).isEqualTo(409);
        assertThat(held.body().path("detail").asText()).contains("it is held");
        assertThat(listed().get(1).path("held").asBoolean()).isTrue();
        assertThat(put(first, false).body()).hasSize(2);
        Service.Answer newest = service.whenFree("DELETE", "/clusters/" + cluster + "/backups/" + second);
        assertThat(newest.status()).isEqualTo(409);
        assertThat(newest.body().path("detail").asText()).contains("newest");

        Service.Answer gone = service.whenFree("DELETE", "/clusters/" + cluster + "/backups/" + first);
        assertThat(gone.status()).as(gone.toString()).isEqualTo(200);
        assertThat(gone.body()).hasSize(2);
        assertThat(listed()).hasSize(1);
        // what retention does by its own schedule is told there too
        assertThat(service.get("/clusters/" + cluster + "/retention/runs")
                        .body()
                        .valueStream()
                        .filter(run -> run.path("backups").toString().contains(first)))
                .hasSize(2);
        assertThat(service.whenFree("DELETE", "/clusters/" + cluster + "/backups/" + first)
                        .status())
                .isEqualTo(404);
        assertThat(service.whenFree("POST", "/clusters/" + cluster + "/retention")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void backupsAreVerifiedInEachRegionAndProvenByDrills() throws IOException {
        String backup = backup();
        String path = "/clusters/" + cluster + "/backups/" + backup + "/verification";
        JsonNode well = service.whenFree("POST", path).body();
        assertThat(well).hasSize(2).allSatisfy(found -> {
            assertThat(found.path("passed").asBoolean()).as(found.toString()).isTrue();
            assertThat(found.path("contents").asBoolean()).isTrue();
            assertThat(found.path("walSegments").asLong()).isPositive();
        });
        assertThat(listed().get(0).path("verified")).hasSize(2);

        new Kafka(bootstrapServers)
                .send(Topics.DRILL_COMPLETED, cluster, UUID.randomUUID().toString(), drill(new BackupId(backup)));
        Awaitility.await("proof in the repository")
                .atMost(Duration.ofSeconds(30))
                .until(() -> !listed().get(0).path("proven").isNull());

        flipABit(part(drRegion, backup));

        JsonNode ill = service.whenFree("POST", path).body();
        assertThat(ill.findValuesAsText("passed")).containsExactlyInAnyOrder("true", "false");
        Awaitility.await("a fault that becomes an incident")
                .atMost(Duration.ofSeconds(30))
                .until(() -> service.protection(cluster).toString().contains("verification-failed"));
        List<BackupVerified> told = new Kafka(bootstrapServers)
                        .await(
                                Topics.BACKUP_VERIFIED,
                                event -> event.cluster().value().equals(cluster) && !event.passed())
                        .stream()
                        .filter(event -> event.cluster().value().equals(cluster))
                        .toList();
        assertThat(told.getFirst().passed()).isTrue();
        assertThat(told.getFirst().contents()).isTrue();
        assertThat(told.getFirst().damagedBackups()).isEmpty();
        assertThat(told).anySatisfy(event -> {
            assertThat(event.passed()).isFalse();
            assertThat(event.region().value()).isEqualTo("dr");
            assertThat(event.sample()).isNull();
            assertThat(event.damagedBackups()).containsExactly(new BackupId(backup));
            assertThat(event.damaged().getFirst().object()).contains(backup + "/parts/base-000000");
        });
    }

    @Test
    void whatIsDamagedInOneRegionIsRepairedFromTheOther() throws IOException {
        String backup = backup();
        String path = "/clusters/" + cluster + "/backups/" + backup + "/repair";
        assertThat(service.whenFree("POST", path).body().path("repaired")).isEmpty();

        Path part = part(drRegion, backup);
        byte[] sound = Files.readAllBytes(part);
        flipABit(part);
        Path index = part.resolveSibling("../index.json.zst").normalize();
        flipABit(index);
        Service.Answer answer = service.whenFree("POST", path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body().path("repaired").findValuesAsText("from")).containsExactly("primary", "primary");
        assertThat(answer.body().path("verifications").findValuesAsText("passed"))
                .containsExactly("true", "true");
        assertThat(part).hasBinaryContent(sound);
        new Kafka(bootstrapServers)
                .await(
                        Topics.BACKUP_VERIFIED,
                        event -> event.cluster().value().equals(cluster)
                                && event.region().value().equals("dr")
                                && event.passed()
                                && event.damagedBackups().isEmpty());
        Awaitility.await("the fault is over")
                .atMost(Duration.ofSeconds(30))
                .until(() -> !service.protection(cluster).toString().contains("verification-failed"));

        flipABit(part);
        flipABit(part(primaryRegion, backup));
        Service.Answer refused = service.whenFree("POST", path);
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.body().path("detail").asText()).contains("no other open region holds a sound copy");
    }

    @Test
    void whatIsUnderWayIsNotBegunASecondTimeOnTheSameReplica() {
        String path = "/clusters/" + cluster + "/backups/20260101T020000000Z-full";
        whileUnderWay("verification/", () -> {
            assertThat(service.post(path + "/verification", "").status()).isEqualTo(409);
            assertThat(service.post(path + "/repair", "").status()).isEqualTo(409);
        });
        whileUnderWay("retention/", () -> {
            assertThat(service.post("/clusters/" + cluster + "/retention", "").status())
                    .isEqualTo(409);
            assertThat(service.delete(path).status()).isEqualTo(409);
        });

        assertThat(service.whenFree("POST", path + "/verification").status()).isEqualTo(404);
    }

    @Test
    void whatTakesLongIsAnsweredWithAPlaceToLook() {
        String path = "/clusters/" + cluster + "/backups/" + backup();
        String upkeep = "/clusters/" + cluster + "/upkeep";
        for (String task : List.of("/verification", "/repair")) {
            JsonNode done = awaitUpkeep(path + task);
            assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("DONE");
            assertThat(done.toString()).contains("\"passed\":true");
        }

        JsonNode failed = awaitUpkeep("/clusters/" + cluster + "/backups/20260101T020000000Z-full/verification");
        assertThat(failed.path("state").asText()).as(failed.toString()).isEqualTo("FAILED");
        assertThat(failed.path("error").asText()).isEqualTo("not-found");
        assertThat(failed.path("message").asText()).contains("no open region has");
        assertThat(service.get(upkeep)
                        .body()
                        .valueStream()
                        .filter(request -> !request.path("error").asText().equals("busy"))
                        .map(request -> request.path("state").asText()))
                .containsExactly("FAILED", "DONE", "DONE");
        assertThat(service.get(upkeep + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    /** Asks without waiting, again while something else is under way; the request when it is over. */
    private JsonNode awaitUpkeep(String path) {
        return Awaitility.await("end of " + path)
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            Service.Answer accepted = service.post(path + "?wait=0", "");
                            assertThat(accepted.status())
                                    .as(accepted.toString())
                                    .isEqualTo(202);
                            return ended(URI.create(accepted.location()).getPath());
                        },
                        request -> !request.path("error").asText().equals("busy"));
    }

    private void whileUnderWay(String task, Runnable work) {
        Awaitility.await("nobody else is at " + task)
                .atMost(Duration.ofSeconds(30))
                .until(() -> Duty.whileHeld(leases, task + cluster, Duration.ofMinutes(1), _ -> work.run()));
    }

    private static Path part(URI region, String backup) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(region))) {
            return files.filter(file -> file.toString().contains(backup + "/parts/base-000000"))
                    .filter(file -> !file.toString().contains(".damaged"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flipABit(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
    }

    @Test
    void proofOfABackupThatIsGoneGoesToo() {
        backup();
        database.update("""
                insert into proof (restore_id, cluster, backup_id, region, drill, checks, at)
                values ('gone-' || $1, $1, '20260101T020000000Z-full', 'dr', true, 'started', now())""", cluster);

        Awaitility.await("the row goes").atMost(Duration.ofSeconds(60)).until(() -> {
            proofs.look();
            return database.query("select cluster from proof where cluster = $1", cluster)
                    .isEmpty();
        });
    }

    private DrillCompleted drill(BackupId backup) {
        return new DrillCompleted(
                new RestoreId("drill-" + cluster),
                new ClusterName(cluster),
                new RegionName("dr"),
                backup,
                true,
                Instant.now(),
                Duration.ofSeconds(9),
                List.of(new Check("page-checksums", true, "0 bad")),
                null,
                null,
                null,
                null);
    }

    @Test
    void theLossOfTheSchemaLosesNoBackup() {
        String backup = backup();
        database.update("truncate table region, cluster, backup_job, upkeep, proof");
        Awaitility.await("the cluster is forgotten")
                .until(() -> service.get("/clusters/" + cluster).status() == 404);

        JsonNode rebuilt = service.post("/catalogue/rebuild", "").body();
        assertThat(rebuilt.path("requests").asInt()).isPositive();
        assertThat(rebuilt.path("clusters").toString()).contains("\"cluster\":\"" + cluster + "\",\"declared\":false");
        assertThat(service.post("/catalogue/rebuild", "")
                        .body()
                        .path("requests")
                        .asInt())
                .isZero();
        assertThat(service.get("/backups").body().toString()).contains(backup);

        service.declare(cluster, server);
        service.awaitStreaming(cluster);
        assertThat(listed()).hasSize(1);
        assertThat(listed().get(0).path("backupId").asText()).isEqualTo(backup);
        backup();
        assertThat(listed()).hasSize(2);
        JsonNode plans = service.get("/clusters/" + cluster + "/retention/plan").body();
        assertThat(plans)
                .hasSize(2)
                .allSatisfy(plan -> assertThat(plan.path("backups").findValuesAsText("keep"))
                        .containsExactly("true", "true"));
    }
}
