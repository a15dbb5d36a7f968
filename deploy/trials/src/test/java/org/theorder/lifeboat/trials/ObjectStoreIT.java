package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.local.suite.RestoreServiceAlone;
import org.theorder.lifeboat.repository.testing.AzureContainers;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import org.theorder.lifeboat.servers.test.S3Server;

/**
 * Both packaged services with one region in a directory and one in a real object store, S3 or Azure; the directory is lost,
 * and the store alone gives everything back. Correctness line 17.
 */
class ObjectStoreIT {
    enum Store {
        S3 {
            @Override
            String url() {
                return S3Buckets.url(S3Buckets.plain(), S3Server.running().endpoint(), "");
            }

            @Override
            Path credentials(Path folder) {
                return S3Buckets.credentials(folder);
            }
        },
        AZURE {
            @Override
            String url() {
                return AzureContainers.url(AzureContainers.plain().getBlobContainerName(), "region");
            }

            @Override
            Path credentials(Path folder) {
                return AzureContainers.credentials(folder);
            }
        };

        /** Of an empty place; the test is skipped where the store is not installed. */
        abstract String url();

        abstract Path credentials(Path folder);

        /** The region {@code dr} lies there. */
        Map<String, String> region(Path folder) {
            return Map.of(
                    "lifeboat.regions.dr.url",
                    url(),
                    "lifeboat.regions.dr.credentials-file",
                    credentials(folder).toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void storeAloneGivesEverythingBack(Store kind, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws IOException {
        Map<String, String> store = kind.region(folder);
        try (Trial trial = new Trial(folder.resolve("trial"))) {
            // Given a full backup, an incremental and WAL behind it
            write(trial, "CREATE TABLE notes AS SELECT g AS id, md5(g::text) AS note FROM generate_series(1, 50000) g");
            trial.protect(Map.of(), store);
            trial.api.backup(Trial.CLUSTER, "full");
            write(trial, "UPDATE notes SET note = upper(note) WHERE id % 100 = 0");
            trial.incremental();
            write(trial, "DELETE FROM notes WHERE id > 40000");
            Photo photo = trial.source.photo("before-the-loss");
            awaitDurableInTheStore(trial, photo);

            // When the other region is gone
            trial.service.stop();
            Path primary = trial.service.data().region("primary");
            Files.move(primary, primary.resolveSibling("lost"));

            // Then the store is enough
            Path place = trial.service.data().restored().resolve("from-the-store");
            JsonNode view;
            try (RestoreServiceAlone restores = trial.service.startRestores(store)) {
                view = restores.restore(new RestoreRequested(
                        new RestoreId("from-the-store"),
                        new ClusterName(Trial.CLUSTER),
                        new RecoveryTarget.AtLsn(photo.lsn(), null),
                        null,
                        new RestoreRequested.Place(place.toString(), null),
                        RestoreMode.LIVE,
                        null,
                        "ObjectStoreIT"));
            }
            assertThat(view.path("state").asText()).as(view.toString()).isEqualTo("RESTORED");
            try (Source restored = Source.start(place, trial.passwordFile(), Map.of())) {
                assertThat(restored.tables()).isEqualTo(photo.tables());
            }
        }
    }

    private static void write(Trial trial, String statement) {
        trial.source.execute("model", List.of(statement));
    }

    private static void awaitDurableInTheStore(Trial trial, Photo photo) {
        Awaitility.await("WAL up to " + photo.lsn() + " in the store")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> trial.api
                        .get("/clusters/" + Trial.CLUSTER + "/protection")
                        .path("regions")
                        .valueStream()
                        .filter(region -> region.path("region").asText().equals("dr"))
                        .anyMatch(region -> region.path("durableLsn").isTextual()
                                && !Lsn.parse(region.path("durableLsn").asText())
                                        .isBefore(photo.lsn())));
    }
}
