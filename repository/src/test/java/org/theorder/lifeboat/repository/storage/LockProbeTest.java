package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.testing.Backups;

/** Correctness line 18: that a lock holds is tried, and whoever lies about it is found out. */
class LockProbeTest {
    @TempDir
    Path directory;

    private final LockProbe probe = new LockProbe(Backups.CLOCK);

    @Test
    void lockThatHoldsIsHeldAndTheCanaryStays() {
        Locking region = region();
        assertThat(probe.run(region, Duration.ofHours(1))).isInstanceOf(LockProbe.Outcome.Held.class);
        assertThat(region.list(LockProbe.CANARIES)).hasSize(1);
    }

    @Test
    void canariesWhoseLockEndedAreRemoved() {
        Locking region = region();
        probe.run(region, Duration.ofHours(1));
        region.now = region.now.plus(Duration.ofHours(2));
        probe.run(region, Duration.ofHours(5));
        assertThat(region.list(LockProbe.CANARIES)).hasSize(1);
    }

    @Test
    void storeThatDeletesWhatIsLockedIsBroken() {
        Locking region = region();
        region.deletesAnyway = true;
        assertBroken(region, "could be deleted");
    }

    @Test
    void storeThatSaysLockedAndDeletesIsBroken() {
        Locking region = region();
        region.deletesAnyway = true;
        region.saysLocked = true;
        assertBroken(region, "could be deleted");
    }

    @Test
    void storeThatForgetsTheLockIsBroken() {
        Locking region = region();
        region.forgets = true;
        assertBroken(region, "not locked");
    }

    @Test
    void storeThatOverwritesIsBroken() {
        Locking region = region();
        region.overwrites = true;
        assertBroken(region, "could be overwritten");
    }

    @Test
    void storeThatDoesNotAnswerProvesNothing() {
        Locking region = region();
        region.down = true;
        assertThat(probe.run(region, Duration.ofHours(1))).isInstanceOf(LockProbe.Outcome.Unknown.class);
    }

    @Test
    void regionWithoutLockIsNotAsked() {
        assertThatThrownBy(() -> probe.run(directory(), Duration.ofHours(1)))
                .hasMessageContaining("has no object lock to be checked");
    }

    private void assertBroken(Storage region, String how) {
        assertThat(probe.run(region, Duration.ofHours(1)))
                .isInstanceOfSatisfying(
                        LockProbe.Outcome.Broken.class,
                        broken -> assertThat(broken.how()).contains(how));
    }

    private Locking region() {
        return new Locking(directory());
    }

    private FileStorage directory() {
        return FileStorage.initialize(directory.resolve("region"), new RegionName("dr"), Backups.CLOCK);
    }

    /** Keeps locks as a store would, unless told otherwise. */
    private static final class Locking extends ForwardingStorage {
        private final Map<String, Instant> locks = new HashMap<>();
        private Instant now = Backups.CLOCK.instant();
        private boolean deletesAnyway;
        private boolean saysLocked;
        private boolean forgets;
        private boolean overwrites;
        private boolean down;

        Locking(Storage behind) {
            super(behind);
        }

        @Override
        public Optional<LockMode> lock() {
            return Optional.of(LockMode.COMPLIANCE);
        }

        @Override
        public void create(String key, Content content, @Nullable Instant lockUntil) {
            if (down) {
                throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, "down");
            }
            if (overwrites) {
                super.delete(key);
            }
            super.create(key, content, null);
            if (lockUntil != null && !forgets) {
                locks.put(key, lockUntil);
            }
        }

        @Override
        public void delete(String key) {
            boolean locked = locks.getOrDefault(key, Instant.MIN).isAfter(now);
            if (deletesAnyway || !locked) {
                super.delete(key);
            }
            if (locked && (saysLocked || !deletesAnyway)) {
                throw new LifeboatException(ErrorCode.OBJECT_LOCKED, key + " is locked");
            }
        }

        @Override
        public Optional<Instant> lockedUntil(String key) {
            return Optional.ofNullable(locks.get(key));
        }
    }
}
