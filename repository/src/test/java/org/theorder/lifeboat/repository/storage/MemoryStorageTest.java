package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.testing.MemoryStorage;

/** The region of the models behaves as it must; it is no storage of the product, so it need not run the whole contract. */
class MemoryStorageTest {
    private final MemoryStorage storage = new MemoryStorage(new RegionName("dr"), Clock.systemUTC());

    @Test
    void listsWhatWasCreated() {
        storage.create("a/b/1", Content.of("1"));
        storage.create("a/b/2", Content.of("2"));
        storage.create("a/c", Content.of("3"));

        assertThat(storage.list("a/b/", "a/b/1").map(StoredObject::key)).containsExactly("a/b/2");
        assertThat(storage.folders("a/")).containsExactly("b");
        storage.delete("a/b/1");
        assertThat(storage.keys()).containsExactly("a/b/2", "a/c");
    }
}
