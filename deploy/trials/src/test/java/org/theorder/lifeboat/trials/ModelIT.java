package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * A random history of a real server: writes, vacuums, truncations, definitions, tablespaces; full backups and incrementals
 * by the packaged service; the primary dies and what was restored takes its place on a new timeline. Whatever moment is
 * restored, from whichever region, holds exactly what the source held then. Correctness line 5, Correctness line 8,
 * Correctness line 9, Correctness line 10, Correctness line 12, Correctness line 17, Correctness line 22, Correctness line 25.
 */
class ModelIT {
    private static final List<List<String>> REGIONS =
            List.of(List.of("primary"), List.of("dr"), List.of("primary", "dr"));

    @Test
    void everyMomentIsRestoredAsItWas(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        Chance chance = Chance.of("ModelIT");
        try (Trial trial = new Trial(folder)) {
            Writes writes = new Writes(chance, trial.emptyFolder("tablespace"));
            writes.begin(trial.source);
            trial.protect();
            trial.api.backup(Trial.CLUSTER, "full");
            List<Photo> photos = new ArrayList<>();
            int restores = Chance.times(2, 30);
            for (int round = 0; round < restores; round++) {
                history(trial, writes, chance, photos, round);
                Photo photo = chance.oneOf(photos.subList(Math.max(0, photos.size() - 8), photos.size()));
                trial.assertRestorable(photo, chance.oneOf(REGIONS), chance, "round-" + round);
                if (round == 0 || chance.below(4) == 0) {
                    failOver(trial, photos, round);
                }
            }
        }
    }

    private static void history(Trial trial, Writes writes, Chance chance, List<Photo> photos, int round) {
        for (int step = 0; step < 12; step++) {
            String what = writes.act(trial.source);
            if (step % 4 == 3) {
                photos.add(trial.source.photo("photo-" + round + "-" + step));
                trial.backUp(chance);
            }
            System.out.println("[INFO]   " + round + "." + step + " " + what);
        }
        Photo last = trial.source.photo("photo-" + round + "-end");
        photos.add(last);
        trial.awaitDurable(last.lsn());
    }

    /** kill -9 of the primary; the newest state of a region takes its place, at its address and on the next timeline. */
    private static void failOver(Trial trial, List<Photo> photos, int round) {
        Photo last = photos.getLast();
        Path place = trial.folder.resolve("primary-" + round);
        Map<String, Path> tablespaces = trial.tablespaces(place);
        trial.source.server().killHard();
        Restores restores = trial.restores(List.of("dr", "primary"));
        List<BackupMarker> bases = restores.basesOf(last.timeline(), last.lsn());
        trial.source = restores.restore(bases.getLast(), last.timeline(), null, place, tablespaces, trial.port);
        assertThat(trial.source.tables()).as("nothing durable is lost").isEqualTo(last.tables());
        Photo first = trial.source.photo("after-failover-" + round);
        assertThat(first.timeline()).isGreaterThan(last.timeline());
        trial.awaitDurable(Lsn.max(first.lsn(), last.lsn()));
        trial.api.backup(Trial.CLUSTER, "full");
        photos.add(trial.source.photo("protected-again-" + round));
        trial.awaitDurable(photos.getLast().lsn());
    }
}
