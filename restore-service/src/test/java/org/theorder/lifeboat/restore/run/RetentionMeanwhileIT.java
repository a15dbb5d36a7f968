package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
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

    /** @param tombstones how often a region says that it has given the backup up */
    private Restorer restorer(int tombstones) {
        directory = folder.resolve("shop");
        AtomicInteger left = new AtomicInteger(tombstones);
        Restorer usual = TestRestorer.of(LostShop.get().repository(), folder);
        return new Restorer(
                usual.settings(),
                new PointChooser(
                        TestRestorer.regions(LostShop.get().repository(), place -> new ForwardingStorage(place.open()) {
                            @Override
                            public Optional<StoredObject> find(String key) {
                                return key.contains("/tombstones/") && left.getAndDecrement() > 0
                                        ? Optional.of(new StoredObject(key, 1, Instant.EPOCH))
                                        : behind().find(key);
                            }
                        }),
                        Identities.none(),
                        Duration.ofSeconds(1)),
                usual.installations(),
                Clock.systemUTC());
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
