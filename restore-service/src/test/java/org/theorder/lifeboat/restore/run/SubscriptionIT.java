package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.restore.testing.RestoredShop;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** Correctness line 27: what the source subscribes to, its copy leaves to it. */
class SubscriptionIT {
    @TempDir
    Path folder;

    @Test
    void startedCopyDoesNotTakeTheSlotOfALivingSource() throws Exception {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        try (SourceCluster source = SourceCluster.start(folder.resolve("source"))) {
            source.order(1, 5);
            source.execute(
                    "create subscription orders_of_others connection 'host=127.0.0.1 port=1 dbname=others'"
                            + " publication orders with (connect = false, slot_name = 'held_by_the_source')",
                    "alter subscription orders_of_others enable");
            new TestRepository(repository).backup(source);
            Path directory = folder.resolve("shop");

            Restores.passes(
                    TestRestorer.of(repository, folder), Restores.request(new RecoveryTarget.Latest(), directory));

            try (RestoredShop copy = RestoredShop.start(directory, folder)) {
                assertThat(copy.value("select subenabled from pg_subscription")).isEqualTo("t");
                assertThat(copy.value("show max_logical_replication_workers")).isEqualTo("0");
                assertThat(copy.values(
                                "select pid from pg_stat_activity where backend_type like 'logical replication%'"))
                        .isEmpty();
            }
        }
    }
}
