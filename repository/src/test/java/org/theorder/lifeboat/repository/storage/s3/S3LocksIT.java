package org.theorder.lifeboat.repository.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.LockProbe;
import org.theorder.lifeboat.repository.storage.ObjectStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.Storages;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Object lock on a real gateway. Correctness line 18. */
class S3LocksIT {
    private static final RegionName REGION = new RegionName("dr");

    @TempDir
    Path directory;

    private String bucket;

    private Storage region(String lock) {
        bucket = S3Buckets.lockable();
        return Storages.initialize(
                S3Buckets.location(bucket, "&lock=" + lock), REGION, S3Buckets.access(directory), Backups.CLOCK);
    }

    private static Instant in(Duration time) {
        return Clock.systemUTC().instant().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"compliance", "governance"})
    void lockedObjectStaysAndTheRefusalSaysUntilWhen(String lock) {
        try (Storage region = region(lock)) {
            Instant until = in(Duration.ofHours(1));
            region.create("a/object", Content.of("hello"), until);

            assertThat(region.lockedUntil("a/object")).contains(until);
            assertLocked(region, "a/object", until);
            assertThat(read(region, "a/object")).isEqualTo("hello");
        }
    }

    @Test
    void lockIsExtendedAndNeverShortened() {
        try (Storage region = region("compliance")) {
            Instant first = in(Duration.ofHours(1));
            Instant later = in(Duration.ofHours(2));
            region.create("a/object", Content.of("hello"), first);
            region.lockUntil("a/object", later);
            assertLocked(region, "a/object", later);
            region.lockUntil("a/object", first);
            assertThat(region.lockedUntil("a/object")).contains(later);
            // the same bytes again, for longer
            Instant latest = in(Duration.ofHours(3));
            region.create("a/object", Content.of("hello"), latest);
            assertThat(region.lockedUntil("a/object")).contains(latest);
        }
    }

    @Test
    void unlockedObjectCanBeLockedLaterAndIsDeletedOnceTheLockEnds() throws InterruptedException {
        try (Storage region = region("compliance")) {
            region.create("a/object", Content.of("hello"));
            assertThat(region.lockedUntil("a/object")).isEmpty();
            region.lockUntil("a/object", in(Duration.ofSeconds(2)));
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .ignoreException(LifeboatException.class)
                    .untilAsserted(() -> {
                        region.delete("a/object");
                        assertThat(region.find("a/object")).isEmpty();
                    });
            assertThatThrownBy(() -> region.lockUntil("a/object", in(Duration.ofHours(1))))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
            try (S3Client plain = S3Buckets.plainClient()) {
                assertThat(plain.listObjectVersions(
                                        request -> request.bucket(bucket).prefix("region/a/"))
                                .versions())
                        .as("nothing is left of it")
                        .isEmpty();
            }
        }
    }

    @Test
    void largeObjectIsLockedToo() {
        bucket = S3Buckets.lockable();
        try (Storage region = ObjectStorage.initialize(
                S3Store.connect(S3Buckets.location(bucket, "&lock=compliance"), S3Buckets.access(directory), 5 << 20),
                REGION,
                Backups.CLOCK)) {
            Instant until = in(Duration.ofHours(1));
            region.create("large", Content.of(new byte[6_000_000]), until);
            assertLocked(region, "large", until);
        }
    }

    @Test
    void deleteMarkerOfSomebodyElseHidesNothing() {
        try (Storage region = region("compliance");
                S3Client somebody = S3Buckets.plainClient()) {
            Instant until = in(Duration.ofHours(1));
            region.create("a/object", Content.of("hello"), until);
            somebody.deleteObject(request -> request.bucket(bucket).key("region/a/object"));

            assertThat(read(region, "a/object")).isEqualTo("hello");
            assertThat(region.find("a/object")).isPresent();
            assertThat(keys(region)).contains("a/object");
            assertThat(region.folders("").toList()).contains("a");
            assertLocked(region, "a/object", until);
            region.create("a/object", Content.of("hello"), until);
            assertThatThrownBy(() -> region.create("a/object", Content.of("other"), until))
                    .as("a conditional write passes the marker, so the versions are looked at")
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CONFLICT));
            assertThat(read(region, "a/object")).isEqualTo("hello");
        }
    }

    @Test
    void laterVersionOfSomebodyElseDeceivesNobody() {
        try (Storage region = region("compliance");
                S3Client somebody = S3Buckets.plainClient()) {
            region.create("a/object", Content.of("hello"), in(Duration.ofHours(1)));
            somebody.putObject(
                    request -> request.bucket(bucket).key("region/a/object"), RequestBody.fromString("ransom note"));

            assertThat(read(region, "a/object")).isEqualTo("hello");
            assertThat(region.find("a/object").orElseThrow().length()).isEqualTo(5);
            try (Stream<StoredObject> objects = region.list("a/")) {
                assertThat(objects.map(StoredObject::length)).containsExactly(5L);
            }
        }
    }

    @Test
    void ofRacingWritersOfALockedObjectOneWins() throws InterruptedException {
        try (Storage region = region("governance")) {
            Instant until = in(Duration.ofMinutes(5));
            AtomicInteger won = new AtomicInteger();
            List<Thread> writers = new ArrayList<>();
            for (int number = 0; number < 16; number++) {
                String content = "writer " + number;
                writers.add(Thread.ofVirtual().start(() -> {
                    try {
                        region.create("race", Content.of(content), until);
                        won.incrementAndGet();
                    } catch (LifeboatException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CONFLICT);
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(won).hasValue(1);
        }
    }

    @Test
    void lockOfARealStoreHoldsWhenItIsTried() {
        try (Storage region = region("compliance")) {
            assertThat(new LockProbe(Clock.systemUTC()).run(region, Duration.ofMinutes(1)))
                    .isInstanceOf(LockProbe.Outcome.Held.class);
        }
    }

    @Test
    void bucketWithoutObjectLockIsRefusedIfTheUrlSaysLock() {
        assertThatThrownBy(() -> Storages.initialize(
                        S3Buckets.location(S3Buckets.plain(), "&lock=compliance"),
                        REGION,
                        S3Buckets.access(directory),
                        Backups.CLOCK))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageContaining("has no object lock");
    }

    private static void assertLocked(Storage region, String key, Instant until) {
        assertThatThrownBy(() -> region.delete(key))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_LOCKED))
                .hasMessageContaining(until.toString());
        assertThat(region.find(key)).isPresent();
    }

    private static List<String> keys(Storage region) {
        try (Stream<StoredObject> objects = region.list("")) {
            return objects.map(StoredObject::key).toList();
        }
    }

    private static String read(Storage region, String key) {
        try (InputStream in = region.open(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
