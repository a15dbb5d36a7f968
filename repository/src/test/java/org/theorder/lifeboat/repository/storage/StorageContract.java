package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** What every storage must do; each runs it by a subclass. Correctness line 16. */
public abstract class StorageContract {
    private Storage storage;

    /** An empty region, fresh for each test; its own objects, such as lifeboat.json, lie at the root only. */
    protected abstract Storage emptyRegion();

    /** The region that {@link #emptyRegion} gave, made unreachable. */
    protected abstract void makeUnreachable();

    @BeforeEach
    void open() {
        storage = emptyRegion();
    }

    protected final Storage storage() {
        return storage;
    }

    @Test
    void whatWasCreatedIsRead() {
        storage.create("a/b/c.zst", Content.of("hello"));

        assertThat(read("a/b/c.zst")).isEqualTo("hello");
        assertThat(storage.find("a/b/c.zst")).get().satisfies(object -> {
            assertThat(object.key()).isEqualTo("a/b/c.zst");
            assertThat(object.length()).isEqualTo(5);
        });
    }

    @Test
    void emptyAndLargeObjectsAreKept() throws IOException {
        byte[] large = new byte[5_000_001];
        new Random(1).nextBytes(large);
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int position = 0; position < large.length; position += 700_000) {
            int count = Math.min(700_000, large.length - position);
            pieces.add(
                    ByteBuffer.allocateDirect(count).put(large, position, count).flip());
        }

        storage.create("empty", Content.of(new byte[0]));
        storage.create("large", Content.of(pieces));

        try (InputStream in = storage.open("large")) {
            assertThat(in.readAllBytes()).isEqualTo(large);
        }
        assertThat(read("empty")).isEmpty();
    }

    @Test
    void theSameBytesAgainAreFine() {
        storage.create("a/object", Content.of("hello"));
        storage.create("a/object", Content.of("hello"));

        assertThat(read("a/object")).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hellO", "", "hello and more"})
    void otherBytesAreAConflictAndNothingIsOverwritten(String other) {
        storage.create("a/object", Content.of("hello"));

        assertFails(ErrorCode.OBJECT_CONFLICT, () -> storage.create("a/object", Content.of(other)));

        assertThat(read("a/object")).isEqualTo("hello");
    }

    @Test
    void ofRacingWritersExactlyOneWins() throws InterruptedException {
        int writers = 16;
        AtomicInteger won = new AtomicInteger();
        AtomicInteger conflicts = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < writers; number++) {
            String content = "writer " + number;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                    storage.create("race/object", Content.of(content));
                    won.incrementAndGet();
                } catch (LifeboatException e) {
                    if (e.code() == ErrorCode.OBJECT_CONFLICT) {
                        conflicts.incrementAndGet();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(won).hasValue(1);
        assertThat(conflicts).hasValue(writers - 1);
        assertThat(read("race/object")).startsWith("writer ");
    }

    @Test
    void absentIsNotAnError() {
        storage.create("a/object", Content.of("hello"));

        assertThat(storage.find("a/other")).isEmpty();
        assertThat(storage.find("a/object/below")).isEmpty();
        assertThat(storage.find("a")).isEmpty();
        assertThat(keys("b/")).isEmpty();
        storage.delete("a/other");
        storage.delete("a");
        storage.delete("a/object/below");
        assertThat(keys("a/")).containsExactly("a/object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/other", "a", "a/object/below", "nothing"})
    void readingWhatIsAbsentIsNotFound(String key) {
        storage.create("a/object", Content.of("hello"));

        assertFails(ErrorCode.NOT_FOUND, () -> storage.open(key));
    }

    @Test
    void deletedIsAbsentAndMayBeCreatedAnew() {
        storage.create("a/object", Content.of("hello"));

        storage.delete("a/object");

        assertThat(storage.find("a/object")).isEmpty();
        assertThat(keys("a/")).isEmpty();
        assertThat(storage.folders("").toList()).doesNotContain("a");
        storage.create("a/object", Content.of("other"));
        assertThat(read("a/object")).isEqualTo("other");
    }

    @Test
    void listingIsInTheOrderOfKeys() {
        List<String> all = List.of("p/a-b", "p/a.b", "p/a/b", "p/a/c/d", "p/a0", "p/b", "q");
        List<String> shuffled = new ArrayList<>(all);
        java.util.Collections.shuffle(shuffled, new Random(1));
        shuffled.forEach(key -> storage.create(key, Content.of(key)));

        assertThat(keys("p/")).containsExactlyElementsOf(all.subList(0, 6));
        assertThat(keys("p/a")).containsExactly("p/a-b", "p/a.b", "p/a/b", "p/a/c/d", "p/a0");
        assertThat(keys("p/a/")).containsExactly("p/a/b", "p/a/c/d");
        assertThat(keys("p/a/b")).containsExactly("p/a/b");
        assertThat(keys("")).containsAll(all).isSorted();
        assertThat(storage.list("q").findFirst().orElseThrow().length()).isEqualTo(1);
    }

    @Test
    void listingMayBeginBehindAnyKey() {
        List<String> all = List.of("p/a-b", "p/a/b", "p/a/c/d", "p/a0", "p/b");
        all.forEach(key -> storage.create(key, Content.of(key)));

        assertThat(keys("p/", "p/a/b")).containsExactly("p/a/c/d", "p/a0", "p/b");
        assertThat(keys("p/", "p/a/")).containsExactly("p/a/b", "p/a/c/d", "p/a0", "p/b");
        assertThat(keys("p/", "p/a0")).containsExactly("p/b");
        assertThat(keys("p/", "p/a/c")).containsExactly("p/a/c/d", "p/a0", "p/b");
        assertThat(keys("p/", "p/c")).isEmpty();
        assertThat(keys("p/a", "a")).containsExactly("p/a-b", "p/a/b", "p/a/c/d", "p/a0");
    }

    @Test
    void listingHasNoEndAtAThousand() {
        try (ExecutorService writers = Executors.newFixedThreadPool(12)) {
            for (int number = 0; number < 1_234; number++) {
                String key = "many/%04d".formatted(number);
                writers.execute(() -> storage.create(key, Content.of("x")));
            }
        }

        assertThat(keys("many/")).hasSize(1_234).isSorted();
        assertThat(keys("many/", "many/1200")).hasSize(33);
    }

    @Test
    void foldersAreTheNamesDirectlyBelow() {
        List.of("f/b/1", "f/b/2", "f/a/deep/1", "f/object", "g/1").forEach(key -> storage.create(key, Content.of(key)));

        try (Stream<String> below = storage.folders("f/")) {
            assertThat(below).containsExactly("a", "b");
        }
        assertThat(storage.folders("f/a/").toList()).containsExactly("deep");
        assertThat(storage.folders("f/none/").toList()).isEmpty();
        assertThat(storage.folders("").toList()).contains("f", "g");
        assertFails(ErrorCode.REQUEST_INVALID, () -> storage.folders("f"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "..",
                "../a",
                "a/../b",
                "a/..",
                ".",
                "a/./b",
                ".hidden",
                "a/.hidden",
                "a b",
                "a\nb",
                "a\0b",
                "a\\b",
                "ä",
                "a:b",
                "a*",
                "~"
            })
    void keysThatMayLeadElsewhereAreRefused(String key) {
        assertFails(ErrorCode.REQUEST_INVALID, () -> storage.create(key, Content.of("x")));
        assertFails(ErrorCode.REQUEST_INVALID, () -> storage.open(key));
        assertFails(ErrorCode.REQUEST_INVALID, () -> storage.find(key));
        assertFails(ErrorCode.REQUEST_INVALID, () -> storage.delete(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "../", "a/../", "a//", ".a", "a b"})
    void prefixesThatMayLeadElsewhereAreRefused(String prefix) {
        assertFails(ErrorCode.REQUEST_INVALID, () -> storage.list(prefix));
        assertFails(ErrorCode.REQUEST_INVALID, () -> storage.folders(prefix));
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        assertFails(ErrorCode.REQUEST_INVALID, () -> storage.create("k".repeat(513), Content.of("x")));
    }

    @Test
    void withoutObjectLockALockIsRefusedAndNothingIsLocked() {
        if (storage.lock().isPresent()) {
            return;
        }
        storage.create("a/object", Content.of("hello"), Instant.now().plusSeconds(3600));

        assertThat(storage.lockedUntil("a/object")).isEmpty();
        assertFails(
                ErrorCode.REQUEST_INVALID,
                () -> storage.lockUntil("a/object", Instant.now().plusSeconds(3600)));
        storage.delete("a/object");
        assertThat(storage.find("a/object")).isEmpty();
    }

    @Test
    void freshAndFinishedObjectsAreNotAbandoned() {
        storage.create("a/object", Content.of("hello"));

        assertThat(storage.collectAbandoned(Instant.now().minusSeconds(3600))).isEqualTo(Abandoned.NOTHING);
        assertThat(read("a/object")).isEqualTo("hello");
    }

    @Test
    void unreachableIsNeverAbsent() {
        storage.create("a/object", Content.of("hello"));

        makeUnreachable();

        assertFails(ErrorCode.STORE_UNREACHABLE, () -> storage.open("a/object"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> storage.open("a/other"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> storage.find("a/other"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> storage.list("a/").toList());
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> storage.folders("a/").toList());
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> storage.create("a/new", Content.of("x")))
                .extracting(LifeboatException::code)
                .as("unknown, if the bytes went out before the way was found broken")
                .isIn(ErrorCode.STORE_UNREACHABLE, ErrorCode.RESULT_UNKNOWN);
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> storage.delete("a/object"));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> storage.collectAbandoned(Instant.now()));
    }

    protected final List<String> keys(String prefix) {
        return keys(prefix, "");
    }

    private List<String> keys(String prefix, String after) {
        try (Stream<StoredObject> objects = storage.list(prefix, after)) {
            return objects.map(StoredObject::key).toList();
        }
    }

    private String read(String key) {
        try (InputStream in = storage.open(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Checks the code of a failure. */
    protected static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call)
                .extracting(LifeboatException::code)
                .isEqualTo(code);
    }
}
