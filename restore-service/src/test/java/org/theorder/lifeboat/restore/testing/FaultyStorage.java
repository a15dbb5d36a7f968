package org.theorder.lifeboat.restore.testing;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** A region that cannot be reached for some keys. */
public final class FaultyStorage implements Storage {
    private final Storage storage;
    private final Predicate<String> unreachable;

    /** @param unreachable is asked with each key or prefix */
    public FaultyStorage(Storage storage, Predicate<String> unreachable) {
        this.storage = storage;
        this.unreachable = unreachable;
    }

    private String checked(String key) {
        if (unreachable.test(key)) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, "region " + storage.region() + " does not answer for " + key);
        }
        return key;
    }

    @Override
    public RegionName region() {
        return storage.region();
    }

    @Override
    public void create(String key, Content content) {
        storage.create(checked(key), content);
    }

    @Override
    public InputStream open(String key) {
        return storage.open(checked(key));
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return storage.find(checked(key));
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        return storage.list(checked(prefix), after);
    }

    @Override
    public Stream<String> folders(String prefix) {
        return storage.folders(checked(prefix));
    }

    @Override
    public void delete(String key) {
        storage.delete(checked(key));
    }
}
