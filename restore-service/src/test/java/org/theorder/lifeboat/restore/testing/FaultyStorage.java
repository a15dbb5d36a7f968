package org.theorder.lifeboat.restore.testing;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** A region that cannot be reached for some keys. */
public final class FaultyStorage extends ForwardingStorage {
    private final Predicate<String> unreachable;

    /** @param unreachable is asked with each key or prefix */
    public FaultyStorage(Storage storage, Predicate<String> unreachable) {
        super(storage);
        this.unreachable = unreachable;
    }

    private String checked(String key) {
        if (unreachable.test(key)) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, "region " + behind().region() + " does not answer for " + key);
        }
        return key;
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        behind().create(checked(key), content, lockUntil);
    }

    @Override
    public InputStream open(String key) {
        return behind().open(checked(key));
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return behind().find(checked(key));
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        return behind().list(checked(prefix), after);
    }

    @Override
    public Stream<String> folders(String prefix) {
        return behind().folders(checked(prefix));
    }

    @Override
    public void delete(String key) {
        behind().delete(checked(key));
    }
}
