package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * A random history of a real server: writes, vacuums, truncations, bulk loads, definitions, tablespaces; full backups and
 * incrementals by the packaged service while they go on; a standby is promoted, or the primary dies and what was restored
 * takes its place; the oldest backups are deleted and retention runs. Whatever moment is restored, in any order, from
 * whichever region, holds exactly what the source held then: each page (see {@link PageMask}) and each table. The restore
 * engine as it is shipped, asked by name, position or time, finds the same and verifies it with amcheck. Correctness
 * line 5, Correctness line 8, Correctness line 9, Correctness line 10, Correctness line 12, Correctness line 14, Correctness
 * line 17, Correctness line 18, Correctness line 22, Correctness line 25.
 */
class ModelIT {
    private static final List<List<String>> REGIONS =
            List.of(List.of("primary"), List.of("dr"), List.of("primary", "dr"));
    private static final int REMEMBERED = 12;

    private final Chance chance = Chance.of("ModelIT");
    private final List<Photo> photos = new ArrayList<>();

    @Test
    void everyMomentIsRestoredAsItWas(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        try (Trial trial = new Trial(folder)) {
            Writes writes = new Writes(chance, trial.emptyFolder("tablespace"));
            Failover failover = new Failover(trial, chance);
            writes.begin(trial.source);
            trial.protect();
            trial.api.backup(Trial.CLUSTER, "full");
            int rounds = Chance.times(3, 40);
            for (int round = 0; round < rounds; round++) {
                history(trial, writes, round);
                Photo photo = chance.oneOf(photos);
                trial.assertRestorable(photo, chance.oneOf(REGIONS), chance, "round-" + round);
                trial.assertFoundByTheEngine(chance.oneOf(photos), chance, "round-" + round);
                switch (round < 3 ? round : chance.below(6)) {
                    case 0 -> photos.addAll(failover.promoteStandby(writes, round));
                    case 1 -> forgetTheOldest(trial);
                    case 2 -> photos.addAll(failover.restoreThePrimary(photos.getLast(), round));
                    default -> say(round, "nothing happens");
                }
            }
        }
    }

    private void history(Trial trial, Writes writes, int round) {
        for (int step = 0; step < 4; step++) {
            for (int act = 0; act < 2; act++) {
                say(round, writes.act(trial.source));
            }
            trial.backUpWhile(chance, () -> {
                for (int act = 0; act < 2; act++) {
                    say(trial.source.timeline(), writes.act(trial.source) + ", during a backup");
                }
            });
            photos.add(trial.source.photo("photo-" + round + "-" + step));
        }
        say(round, writes.act(trial.source));
        Photo last = trial.source.photo("photo-" + round + "-end");
        photos.add(last);
        trial.awaitDurable(last);
        while (photos.size() > REMEMBERED) {
            photos.removeFirst();
        }
    }

    /** It is refused while the service runs retention by its own schedule. */
    private static void whenFree(Trial trial, String method, String what) {
        Awaitility.await(method + " " + what)
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(LifeboatException.class)
                .untilAsserted(() -> trial.api.act(method, "/clusters/" + Trial.CLUSTER + what));
    }

    /** The oldest backup goes, with what builds on it; then everything that nothing needs any more. */
    private void forgetTheOldest(Trial trial) {
        List<BackupMarker> before = trial.complete("dr");
        BackupMarker full = before.getFirst();
        if (before.stream().allMatch(backup -> Trial.buildsOn(backup, full, before))) {
            return;
        }
        before.reversed().stream()
                .filter(backup -> Trial.buildsOn(backup, full, before))
                .forEach(backup -> whenFree(trial, "DELETE", "/backups/" + backup.backup()));
        whenFree(trial, "POST", "/retention");
        assertThat(trial.complete("dr")).doesNotContain(full).isNotEmpty();
        assertThat(trial.complete("primary")).doesNotContain(full).isNotEmpty();
        say(0, full.backup() + " and what builds on it is deleted");
        photos.removeIf(photo -> trial.restores(List.of("dr"))
                .basesOf(photo.timeline(), photo.lsn())
                .isEmpty());
        assertThat(photos).as("moments that can still be restored").isNotEmpty();
    }

    private static void say(int round, String what) {
        System.out.println("[INFO]   " + round + ": " + what);
    }
}
