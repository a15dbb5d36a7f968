package org.theorder.lifeboat.backup.duty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;

class HeldStorageTest {
    @Test
    void whoHasLostTheLeaseReadsAndChangesNothing(@TempDir Path directory) {
        FileStorage region =
                FileStorage.initialize(directory.resolve("region"), new RegionName("dr"), Clock.systemUTC());
        AtomicBoolean lost = new AtomicBoolean();
        HeldStorage held = new HeldStorage(region, () -> {
            if (lost.get()) {
                throw new LifeboatException(ErrorCode.LEASE_LOST, "somebody else is at it");
            }
        });
        held.create("canaries/one", Content.of("one"));
        lost.set(true);

        List<Runnable> changes = List.of(
                () -> held.create("canaries/two", Content.of("two")),
                () -> held.delete("canaries/one"),
                () -> held.setAside("canaries/one"),
                () -> held.lockUntil("canaries/one", Instant.MAX),
                () -> held.collectAbandoned(Instant.MAX));
        assertThat(changes)
                .allSatisfy(change -> assertThatExceptionOfType(LifeboatException.class)
                        .isThrownBy(change::run)
                        .matches(e -> e.code() == ErrorCode.LEASE_LOST));

        assertThat(held.list("canaries/")).hasSize(1);
    }
}
