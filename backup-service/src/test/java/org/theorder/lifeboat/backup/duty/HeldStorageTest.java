package org.theorder.lifeboat.backup.duty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageContract;

/** Correctness line 16: what every storage does holds under a lease too. */
class HeldStorageTest extends StorageContract {
    @TempDir
    Path directory;

    @Override
    protected Storage emptyRegion() {
        return new HeldStorage(region("region"), () -> {});
    }

    private Storage region(String name) {
        return FileStorage.initialize(directory.resolve(name), new RegionName("dr"), Clock.systemUTC());
    }

    @Override
    protected void makeUnreachable() {
        try {
            Files.move(directory.resolve("region"), directory.resolve("elsewhere"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoLostTheLeaseChangesNothingAndMayStillRead() {
        Storage behind = region("lost");
        behind.create("one", content("one"));
        Storage lost = new HeldStorage(behind, () -> {
            throw new LifeboatException(ErrorCode.LEASE_LOST, "another replica holds it");
        });
        assertLeaseLost(() -> lost.create("two", content("two")));
        assertLeaseLost(() -> lost.delete("one"));
        assertLeaseLost(() -> lost.setAside("one"));
        assertLeaseLost(() -> lost.lockUntil("one", Instant.MAX));
        assertLeaseLost(() -> lost.collectAbandoned(Instant.MAX));
        assertThat(behind.list("")).hasSize(1);
        assertThat(lost.find("one")).isPresent();
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertLeaseLost(ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
    }
}
