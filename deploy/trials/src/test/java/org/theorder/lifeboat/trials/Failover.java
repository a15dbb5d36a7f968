package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/** The primary dies, and another server takes its address on the next timeline. */
final class Failover {
    private final Trial trial;
    private final Chance chance;

    Failover(Trial trial, Chance chance) {
        this.trial = trial;
        this.chance = chance;
    }

    /**
     * A standby is promoted. It has no slot of ours, and sometimes it has not got what the primary wrote last, though the
     * repository has: that stays restorable on the old timeline.
     *
     * @return further moments: the last one of the old timeline, and of the new one
     */
    List<Photo> promoteStandby(Writes writes, int round) {
        Source primary = trial.source;
        Path place = trial.folder.resolve("standby-" + round);
        Restores restores = trial.restores(List.of("dr", "primary"));
        Source standby = restores.standby(trial.complete("dr").getLast(), primary, place, trial.tablespaces(place));
        writes.act(primary);
        awaitReplay(standby, primary.value("postgres", "SELECT pg_current_wal_flush_lsn()"));
        boolean behind = chance.below(2) == 0;
        if (behind) {
            standby.execute("postgres", List.of("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()"));
        }
        Photo last = primary.photo("before-failover-" + round);
        trial.awaitDurable(last);
        if (!behind) {
            awaitReplay(standby, last.lsn().toString());
        }
        System.out.println(
                "[INFO]   " + round + ": a standby is promoted" + (behind ? " that lacks the last WAL" : ""));
        primary.server().killHard();
        standby.promote();
        assertThat(standby.value("postgres", "SELECT count(*) FROM pg_replication_slots"))
                .as("slots do not follow")
                .isEqualTo("0");
        trial.moveTo(standby);
        return List.of(last, goesOn(last.timeline(), "after-promotion-" + round));
    }

    /** The newest state of a region takes the primary's place. */
    List<Photo> restoreThePrimary(Photo last, int round) {
        Path place = trial.folder.resolve("primary-" + round);
        Map<String, Path> tablespaces = trial.tablespaces(place);
        Restores restores = trial.restores(List.of("dr", "primary"));
        Lsn end = last.lsn();
        trial.source.server().killHard();
        List<BackupMarker> bases = restores.basesOf(last.timeline(), end);
        trial.moveTo(restores.latest(bases.getLast(), last.timeline(), place, tablespaces));
        System.out.println("[INFO]   " + round + ": the primary is lost and restored");
        return List.of(goesOn(last.timeline(), "after-restore-" + round));
    }

    /** WAL of the new timeline is durable, and the next incremental is a full backup that says why. */
    private Photo goesOn(int oldTimeline, String name) {
        Photo first = trial.source.photo(name + "-first");
        assertThat(first.timeline()).isGreaterThan(oldTimeline);
        trial.awaitDurable(first);
        JsonNode job = trial.api.backup(Trial.CLUSTER, "incremental");
        assertThat(job.path("fullBecause").asText()).as(job.toString()).isEqualTo("timeline-changed");
        assertThat(trial.source.value("postgres", "SELECT count(*) FROM pg_replication_slots"))
                .as("the slot was made again")
                .isEqualTo("1");
        Photo photo = trial.source.photo(name);
        trial.awaitDurable(photo);
        return photo;
    }

    private static void awaitReplay(Source standby, String lsn) {
        standby.await("SELECT pg_last_wal_replay_lsn() >= '" + lsn + "'", "t");
    }
}
