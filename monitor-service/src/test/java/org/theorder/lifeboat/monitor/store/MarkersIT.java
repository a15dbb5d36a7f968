package org.theorder.lifeboat.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.Storages;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.testing.AzureContainers;
import org.theorder.lifeboat.repository.testing.S3Buckets;

/** Markers between two real buckets, two containers of Azure (Azurite), and between two directories; the test copies from one to the other, as their store would. */
class MarkersIT {
    private static final RegionName MEDIA = new RegionName("media");
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final Markers markers = new Markers(INTERVAL, clock);

    private void later(Duration time) {
        now = now.plus(time);
    }

    private static List<String> keys(Storage storage) {
        try (Stream<StoredObject> objects = storage.list(Marker.FOLDER)) {
            return objects.map(StoredObject::key).toList();
        }
    }

    private static void copy(Storage from, Storage to, String key) {
        try (InputStream in = from.open(key)) {
            to.create(key, Content.of(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyAll(Storage from, Storage to) {
        keys(from).forEach(key -> copy(from, to, key));
    }

    @Test
    void betweenRealBuckets() {
        try (Storage primary = bucket();
                Storage replica = bucket()) {
            tells(primary, replica);
        }
    }

    @Test
    void betweenAzureContainers() {
        try (Storage primary = container();
                Storage replica = container()) {
            tells(primary, replica);
        }
    }

    private Storage container() {
        return Storages.initialize(AzureContainers.made(), MEDIA, AzureContainers.access(folder), Clock.systemUTC());
    }

    private Storage bucket() {
        return Storages.initialize(
                S3Buckets.location(S3Buckets.versioned(), ""), MEDIA, S3Buckets.access(folder), Clock.systemUTC());
    }

    @Test
    void betweenDirectories() {
        try (Storage primary = FileStorage.initialize(folder.resolve("primary"), MEDIA, clock);
                Storage replica = FileStorage.initialize(folder.resolve("replica"), MEDIA, clock)) {
            tells(primary, replica);
        }
    }

    private void tells(Storage primary, Storage replica) {
        // the first look writes the first marker; until the next is due nothing more is written
        assertThat(markers.look(primary, replica).lag()).isZero();
        later(Duration.ofSeconds(10));
        assertThat(markers.look(primary, replica).lag()).isEqualTo(Duration.ofSeconds(10));
        assertThat(keys(primary)).hasSize(1);
        copyAll(primary, replica);
        assertThat(markers.look(primary, replica).lag()).isZero();

        // nothing is copied any more: the lag grows with time, and so does what is awaited
        later(INTERVAL);
        markers.look(primary, replica);
        later(Duration.ofMinutes(6));
        Markers.Comparison behind = markers.look(primary, replica);
        assertThat(behind.lag()).isEqualTo(Duration.ofMinutes(6));
        assertThat(behind.awaited()).isEqualTo(1);
        assertThat(behind.bytes()).isPositive();

        // one never arrives although later ones do
        String lost = keys(primary).get(1);
        keys(primary).stream().filter(key -> !key.equals(lost)).forEach(key -> copy(primary, replica, key));
        assertThat(markers.look(primary, replica).lost()).isEmpty();
        later(Duration.ofMinutes(15));
        Markers.Comparison gone = markers.look(primary, replica);
        assertThat(gone.lost()).containsExactly(lost);
        assertThat(gone.lag()).isZero();

        // and one arrives with another content
        String altered = keys(primary).getLast();
        replica.create(altered, Content.of("something else"));
        assertThat(markers.look(primary, replica).differing()).containsExactly(altered);

        // an hour later all that is old is gone on both sides
        replica.delete(altered);
        later(Duration.ofHours(2));
        copy(primary, replica, altered);
        markers.look(primary, replica);
        assertThat(keys(primary)).hasSize(1).doesNotContain(lost, altered);
        assertThat(keys(replica)).isEmpty();
    }

    @Test
    void whatIsKnownOfACopyIsForgottenWithIt() {
        try (Storage primary = FileStorage.initialize(folder.resolve("primary"), MEDIA, clock);
                Storage replica = FileStorage.initialize(folder.resolve("replica"), MEDIA, clock)) {
            markers.look(primary, replica);
            copyAll(primary, replica);
            assertThat(markers.look(primary, replica).differing()).isEmpty();

            String key = keys(replica).getFirst();
            replica.delete(key);
            markers.look(primary, replica);
            replica.create(key, Content.of("something else"));

            assertThat(markers.look(primary, replica).differing()).containsExactly(key);
        }
    }

    @Test
    void withoutACopyMarkersDoNotPileUp() {
        try (Storage primary = FileStorage.initialize(folder.resolve("primary"), MEDIA, clock);
                Storage replica = FileStorage.initialize(folder.resolve("replica"), MEDIA, clock)) {
            for (int i = 0; i < 150; i++) {
                markers.look(primary, replica);
                later(INTERVAL);
            }
            assertThat(keys(primary)).hasSize(100);
            assertThat(markers.look(primary, replica).lag()).isEqualTo(INTERVAL.multipliedBy(150));
        }
    }
}
