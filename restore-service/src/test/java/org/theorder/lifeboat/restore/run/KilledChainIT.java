package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.restore.testing.RestoreProcess;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;
import org.theorder.lifeboat.servers.test.PostgresTools;

/**
 * Correctness line 21, Correctness line 22: kill -9 while a full backup and its incrementals are put together. What is there
 * is no data directory, PostgreSQL cannot be started on it, and the next attempt ends what was begun.
 */
class KilledChainIT {
    private static final int INCREMENTALS = 3;

    @TempDir
    Path folder;

    private final List<BackupMarker> chain = new ArrayList<>();

    @Test
    void killedInTheMiddleOfAChain() throws Exception {
        PostgresTools tools = PostgresTools.orSkip();
        Path repository = Files.createDirectory(folder.resolve("repository"));
        String sum = takeChain(new TestRepository(repository), tools);
        Path directory = folder.resolve("shop");
        RestoreRequested request = Restores.request(new RecoveryTarget.Latest(), directory);
        Path output = folder.resolve("output");

        Process process = RestoreProcess.start(
                repository, folder, new String(EventJson.write(request), StandardCharsets.UTF_8), output);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(2))
                    .pollDelay(Duration.ZERO)
                    .until(() -> Files.exists(directory.resolve("base")) || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(directory.resolve("global/pg_control"))
                .as("the file without which no server starts comes last")
                .doesNotExist();

        RestoreOutcome.Restored restored = Restores.passes(TestRestorer.of(repository, folder), request);
        assertThat(restored.chain())
                .containsExactlyElementsOf(
                        chain.stream().map(BackupMarker::backup).toList());
        assertThat(restored.checks()).allMatch(Check::passed);
        try (SourceCluster again = SourceCluster.takeOver(directory, folder.resolve("start"))) {
            assertThat(sum(again)).isEqualTo(sum);
        }
    }

    private String takeChain(TestRepository repository, PostgresTools tools) throws Exception {
        SourceCluster source = SourceCluster.start(folder.resolve("source"), Map.of("summarize_wal", "on"));
        try {
            source.execute("create table accounts as select g as id, 0 as balance, repeat('f', 200) as filler"
                    + " from generate_series(1, 200000) g");
            source.order(1, 10);
            chain.add(repository.backup(tools, source, null));
            for (int round = 1; round <= INCREMENTALS; round++) {
                source.execute("update accounts set balance = " + round + " where id % 50 = " + round);
                chain.add(repository.backup(tools, source, chain.getLast()));
            }
            return sum(source);
        } finally {
            source.server().killHard();
        }
    }

    private static String sum(SourceCluster source) throws SQLException {
        return source.value("select md5(string_agg(a::text, ',' order by id)) from accounts a");
    }
}
