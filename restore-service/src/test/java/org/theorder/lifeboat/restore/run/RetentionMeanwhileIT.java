package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** Retention gives a backup up between its choice and its lease: the target is not touched, and it is chosen again. */
class RetentionMeanwhileIT {
    private static final int REGIONS = 2;

    @TempDir
    Path folder;

    private Path directory;

    /** @param tombstones how often a region says, as soon as it is told of the lease, that it has given the backup up */
    private Restorer restorer(int tombstones) {
        directory = folder.resolve("shop");
        AtomicInteger left = new AtomicInteger(tombstones);
        Restorer usual = TestRestorer.of(LostShop.get().repository(), folder);
        return new Restorer(
                usual.settings(),
                new PointChooser(
                        TestRestorer.regions(LostShop.get().repository(), place -> new GivingUp(place.open(), left)),
                        Identities.none(),
                        Duration.ofSeconds(1)),
                usual.installations(),
                Clock.systemUTC());
    }

    private static final class GivingUp extends ForwardingStorage {
        private final AtomicInteger left;
        private boolean leased;

        private GivingUp(Storage storage, AtomicInteger left) {
            super(storage);
            this.left = left;
        }

        @Override
        public void create(String key, Content content, @Nullable Instant lockUntil) {
            behind().create(key, content, lockUntil);
            leased = key.contains("/leases/");
        }

        @Override
        public Optional<StoredObject> find(String key) {
            if (leased && key.contains("/tombstones/") && left.getAndDecrement() > 0) {
                leased = false;
                return Optional.of(new StoredObject(key, 1, Instant.EPOCH));
            }
            return behind().find(key);
        }
    }

    @Test
    void itIsChosenAgain() throws Exception {
        Restores.passes(restorer(2 * REGIONS), Restores.request(new RecoveryTarget.Latest(), directory));
    }

    @Test
    void whatIsGivenUpForGoodLeavesTheTargetAlone() {
        assertThatThrownBy(() -> Restores.run(
                        restorer(Integer.MAX_VALUE), Restores.request(new RecoveryTarget.Latest(), directory)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));

        assertThat(directory).doesNotExist();
        assertThat(folder).isEmptyDirectory();
    }
}
