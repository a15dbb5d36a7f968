package org.theorder.lifeboat.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.probe.Forecast;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Verdict;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.StoragePlace;

class RepositorySizeLookTest {
    @TempDir
    Path folder;

    private Storage region;
    private long nanos;

    @BeforeEach
    void fill() {
        region = FileStorage.initialize(folder.resolve("dr"), new RegionName("dr"), Clock.systemUTC());
        put(0, 10);
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) {
            region.create("clusters/shop/" + i, Content.of(new byte[1000]));
        }
    }

    private RepositorySizeLook look(@Nullable Long quota, int objectsPerLook) {
        return new RepositorySizeLook(
                "dr",
                new StoragePlace(
                        StorageLocation.parse("file://" + folder.resolve("dr"), "test"), StorageAccess.defaults()),
                quota,
                objectsPerLook,
                new Forecast(() -> nanos, Forecast.History.NONE));
    }

    private static Verdict verdict(Reading reading) {
        return RuleBook.ofRelease().named(RuleName.STORAGE_USED).verdict(reading);
    }

    @Test
    void isKnownAfterSomeBoundedLooksAndStaysKnownWhileItCountsAgain() {
        RepositorySizeLook look = look(20_000L, 4);
        assertThat(look.read()).isInstanceOfSatisfying(Reading.Unknown.class, unknown -> {
            assertThat(unknown.explained()).isTrue();
            assertThat(unknown.value()).startsWith("being counted, at least ");
        });
        assertThat(look.read()).isInstanceOf(Reading.Unknown.class);
        assertThat(look.read()).isInstanceOf(Reading.Measured.class);
        assertThat(look.read()).isInstanceOf(Reading.Measured.class);
    }

    @Test
    void aRegionThatFillsItsQuotaIsAWarningThenCriticalAndSaysWhenItIsFull() {
        RepositorySizeLook look = look(20_000L, 1000);
        assertThat(verdict(look.read())).isEqualTo(Verdict.Plain.GOOD);
        for (int hour = 1; hour <= 3; hour++) {
            nanos += Duration.ofHours(1).toNanos();
            put(8 + 2 * hour, 10 + 2 * hour);
            assertThat(look.read()).isInstanceOf(Reading.Measured.class);
        }
        put(16, 17);
        nanos += Duration.ofHours(1).toNanos();
        Reading warning = look.read();
        assertThat(verdict(warning)).isEqualTo(new Verdict.Bad(Severity.WARNING));
        assertThat(warning.value()).contains("full in 1 h");
        put(17, 19);
        assertThat(verdict(look.read())).isEqualTo(new Verdict.Bad(Severity.CRITICAL));
    }

    @Test
    void withoutQuotaItsSizeIsShown() {
        assertThat(look(null, 1000).read())
                .isInstanceOfSatisfying(
                        Reading.Good.class, good -> assertThat(good.value()).contains("KiB in 11 objects"));
    }

    @Test
    void aRegionThatIsNotThereIsUnknown() {
        folder.resolve("dr/lifeboat.json").toFile().delete();
        assertThat(look(20_000L, 1000).read())
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.explained()).isFalse());
    }
}
