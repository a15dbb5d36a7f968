package org.theorder.lifeboat.backup.region;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** Counts what a region does: calls by their kind, how long puts take, bytes, and errors by their kind. */
final class MeteredStorage extends ForwardingStorage {
    private final MeterRegistry meters;
    private final String region;
    private final Timer puts;
    private final Counter bytes;

    MeteredStorage(Storage behind, MeterRegistry meters) {
        super(behind);
        this.meters = meters;
        this.region = behind.region().value();
        this.puts = Timer.builder("lifeboat.store.put")
                .description("How long it takes until an object is durable")
                .tag("region", region)
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        this.bytes = Counter.builder("lifeboat.store.stored")
                .baseUnit("bytes")
                .description("Stored bytes that were put")
                .tag("region", region)
                .register(meters);
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        Timer.Sample sample = Timer.start(meters);
        counted("create", () -> {
            super.create(key, content, lockUntil);
            return key;
        });
        sample.stop(puts);
        bytes.increment((double) content.length());
    }

    @Override
    public InputStream open(String key) {
        return counted("open", () -> super.open(key));
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return counted("find", () -> super.find(key));
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        return counted("list", () -> super.list(prefix, after));
    }

    @Override
    public Stream<String> folders(String prefix) {
        return counted("folders", () -> super.folders(prefix));
    }

    @Override
    public void delete(String key) {
        counted("delete", () -> {
            super.delete(key);
            return key;
        });
    }

    @Override
    public void lockUntil(String key, Instant until) {
        counted("lockUntil", () -> {
            super.lockUntil(key, until);
            return key;
        });
    }

    @Override
    public Optional<Instant> lockedUntil(String key) {
        return counted("lockedUntil", () -> super.lockedUntil(key));
    }

    private <T> T counted(String call, Supplier<T> made) {
        Counter.builder("lifeboat.store.calls")
                .description("Calls into a region")
                .tag("region", region)
                .tag("call", call)
                .register(meters)
                .increment();
        try {
            return made.get();
        } catch (LifeboatException e) {
            // absent, already there and locked are answers, not errors
            if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.OBJECT_LOCKED) {
                Counter.builder("lifeboat.store.errors")
                        .description("Calls into a region that failed")
                        .tag("region", region)
                        .tag("code", e.code().slug())
                        .register(meters)
                        .increment();
            }
            throw e;
        }
    }
}
