package org.theorder.lifeboat.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.LockMode;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoragePlace;
import org.theorder.lifeboat.repository.testing.S3Buckets;

/** The WORM canary on a real gateway, and on a store that promises a lock and does not keep it. */
class LockLookIT {
    private static final RegionName MEDIA = new RegionName("media");
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path folder;

    private static LockLook look(Supplier<Storage> storage) {
        return new LockLook(MEDIA, "media", storage, Duration.ofHours(1), CLOCK);
    }

    @Test
    void aRealLockHolds() {
        StoragePlace place = new StoragePlace(
                S3Buckets.location(S3Buckets.lockable(), "&lock=compliance"), S3Buckets.access(folder));
        LockLook look = look(() -> place.initialize(MEDIA, CLOCK));
        assertThat(look.read()).isEqualTo(new Reading.Good("a locked object could not be deleted"));
        assertThat(look.read()).isInstanceOf(Reading.Good.class);
    }

    @Test
    void aBucketWithoutLockIsUnknown() {
        StoragePlace place =
                new StoragePlace(S3Buckets.location(S3Buckets.plain(), "&lock=compliance"), S3Buckets.access(folder));
        assertThat(look(() -> place.initialize(MEDIA, CLOCK)).read()).isInstanceOf(Reading.Unknown.class);
    }

    @Test
    void aLockThatDoesNotHoldIsBad() {
        Storage promising = new ForwardingStorage(FileStorage.initialize(folder.resolve("media"), MEDIA, CLOCK)) {
            private @Nullable Instant promised;

            @Override
            public void create(String key, Content content, @Nullable Instant until) {
                promised = until;
                super.create(key, content, null);
            }

            @Override
            public Optional<LockMode> lock() {
                return Optional.of(LockMode.COMPLIANCE);
            }

            @Override
            public Optional<Instant> lockedUntil(String key) {
                return Optional.ofNullable(promised);
            }
        };
        assertThat(look(() -> promising).read())
                .isInstanceOfSatisfying(
                        Reading.Bad.class, bad -> assertThat(bad.value()).contains("could be deleted"));
    }
}
