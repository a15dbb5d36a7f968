package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** What the verification finds although every byte came out of the repository as it went in: Correctness line 28. */
class VerificationIT {
    private static final RecoveryTarget LATEST = new RecoveryTarget.Latest();

    @TempDir
    Path folder;

    private RestoreOutcome restored(String... inTheSource) throws Exception {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        try (SourceCluster source = SourceCluster.start(folder.resolve("source"))) {
            source.order(1, 5);
            source.execute(inTheSource);
            new TestRepository(repository).backup(source);
        }
        return Restores.run(TestRestorer.of(repository, folder), Restores.request(LATEST, folder.resolve("shop")));
    }

    @Test
    void whatTheSourceCannotProveIsSaidAndNotCountedAsPassed() throws Exception {
        RestoreOutcome outcome = restored("select 1");

        assertThat(outcome).isInstanceOfSatisfying(RestoreOutcome.Restored.class, restored -> {
            assertThat(restored.notProven()).singleElement().asString().startsWith("amcheck: no database");
            assertThat(restored.checks())
                    .extracting(Check::name)
                    .contains("recovery-target", "page-checksums", "row-counts", "collations", "cpu-architecture")
                    .doesNotContain("amcheck");
        });
    }

    @Test
    void databaseWhoseDropWasInterruptedIsNamedAndFailsNothing() throws Exception {
        RestoreOutcome outcome = restored(
                "create database half_dropped",
                "update pg_database set datconnlimit = -2 where datname = 'half_dropped'");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RestoreOutcome.Restored.class,
                        restored -> assertThat(restored.notProven())
                                .anyMatch(line -> line.startsWith("database half_dropped: its DROP DATABASE")));
    }

    @Test
    void databasePostgresMayBeMissing() throws Exception {
        Path folderOfRepository = Files.createDirectory(folder.resolve("repository"));
        try (SourceCluster source = SourceCluster.start(folder.resolve("source"))) {
            TestRepository repository = new TestRepository(folderOfRepository);
            source.order(1, 5);
            repository.backup(source);
            source.execute("drop database postgres");
            repository.saveWal(source);
        }

        RestoreOutcome.Restored restored = Restores.passes(
                TestRestorer.of(folderOfRepository, folder), Restores.request(LATEST, folder.resolve("shop")));

        assertThat(restored.checks())
                .allMatch(Check::passed)
                .extracting(Check::name)
                .contains("system-identifier", "cpu-architecture", "page-checksums");
    }

    @Test
    void rowsOlderThanTheirTableSaysAreFoundByAmcheck() throws Exception {
        RestoreOutcome outcome = restored(
                "create extension amcheck",
                "create table torn as select g from generate_series(1, 100) g",
                "update pg_class set relfrozenxid = (relfrozenxid::text::int + 20)::text::xid where relname = 'torn'",
                "checkpoint");

        assertThat(outcome).isInstanceOfSatisfying(RestoreOutcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.VERIFICATION_FAILED);
            assertThat(failed.message()).contains("amcheck (database shop: torn block 0 offset 1: ");
            assertThat(failed.checks())
                    .as("the others are made all the same")
                    .anyMatch(check -> check.name().equals("page-checksums") && check.passed());
        });
    }

    @Test
    void indexThatSortsByAnOlderCollationIsFound() throws Exception {
        RestoreOutcome outcome =
                restored("update pg_database set datcollversion = '0.1' where datname = current_database()");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RestoreOutcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .contains("collations (shop: database default 0.1 is here ")
                                .contains("lifeboat.restore.accept-collation-change"));
    }
}
