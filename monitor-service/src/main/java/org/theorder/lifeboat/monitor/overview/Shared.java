package org.theorder.lifeboat.monitor.overview;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that costs a lot to build: built by one thread at a time, for all who ask meanwhile. */
final class Shared<T> {
    private static final int COST = 10;

    private final Supplier<T> builder;
    private final LongSupplier nanos;
    private @Nullable Built<T> newest;

    /** Times are those of the monotonic clock. */
    private record Built<T>(T value, long begun, long ended) {}

    /** @param nanos a monotonic clock */
    Shared(Supplier<T> builder, LongSupplier nanos) {
        this.builder = builder;
        this.nanos = nanos;
    }

    /** One whose building began after this was called: whoever has changed something sees it. */
    T current() {
        long asked = nanos.getAsLong();
        return built(known -> known.begun() - asked > 0);
    }

    /** One that is not older than that, or than ten times what it takes to build. */
    T notOlderThan(Duration age) {
        return built(known ->
                nanos.getAsLong() - known.ended() < Math.max(age.toNanos(), COST * (known.ended() - known.begun())));
    }

    private synchronized T built(Predicate<Built<T>> isGood) {
        Built<T> known = newest;
        if (known != null && isGood.test(known)) {
            return known.value();
        }
        long begun = nanos.getAsLong();
        T value = builder.get();
        newest = new Built<>(value, begun, nanos.getAsLong());
        return value;
    }
}
