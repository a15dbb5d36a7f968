package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** A server that lives in one zone, writes its log in a second, and is restored by somebody in a third. */
class ZoneIT {
    @TempDir
    Path folder;

    private RestoreRequested request(String time) {
        return EventJson.read(Topics.RESTORE_REQUESTED, """
                {"restoreId": "zone", "cluster": "shop", "target": {"type": "time", "time": "%s"},
                 "place": {"directory": "%s"}, "mode": "live", "requestedBy": "ada"}""".formatted(time, folder.resolve("shop"))
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void momentIsTheSameInEveryZone() throws Exception {
        Path repositoryFolder = Files.createDirectory(folder.resolve("repository"));
        TestRepository repository = new TestRepository(repositoryFolder);
        String moment;
        try (SourceCluster source = SourceCluster.start(folder.resolve("source"))) {
            Files.writeString(
                    source.dataDirectory().resolve("postgresql.conf"),
                    "\ntimezone = 'Asia/Kathmandu'\nlog_timezone = 'America/St_Johns'\n",
                    StandardOpenOption.APPEND);
            source.execute("select pg_reload_conf()");
            repository.backup(source);
            source.order(1, 20);
            moment = source.value("select to_char(clock_timestamp() at time zone 'Pacific/Marquesas',"
                    + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || '-09:30'");
            source.order(21, 30);
            repository.saveWal(source);
        }

        RestoreOutcome.Restored restored = Restores.passes(TestRestorer.of(repositoryFolder, folder), request(moment));

        assertThat(restored.checks())
                .anySatisfy(check -> assertThat(check.detail()).startsWith("20 at 20"));
        Instant asked = OffsetDateTime.parse(moment).toInstant();
        assertThat(restored.lastCommitAt()).isBetween(asked.minusSeconds(60), asked);
    }

    @Test
    void timeWithoutAnOffsetIsNotGuessed() {
        assertThatThrownBy(() -> request("2026-11-22T12:00:00"))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("target.time");
    }
}
