package org.theorder.lifeboat.backup.wal;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

/**
 * Why the server lets nobody stream, once it is sure that this does not pass by itself. A slot is in use for a while after
 * its last reader has died: {@code wal_sender_timeout}, 60 s unless the server was told otherwise.
 */
final class StreamRefusal {
    static final Duration TOLD_AFTER = Duration.ofSeconds(75);

    private static final Set<ErrorCode> LASTING = EnumSet.of(
            ErrorCode.SLOT_IN_USE,
            ErrorCode.CREDENTIALS_REFUSED,
            ErrorCode.PRIVILEGE_MISSING,
            ErrorCode.SERVER_CHANGED,
            ErrorCode.SERVER_UNSUITABLE);

    private final LongSupplier nanoTime;
    private @Nullable LifeboatException refusal;
    private long since;

    StreamRefusal(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** An attempt has failed. Another reason than the last time counts from now on. */
    synchronized void failed(LifeboatException reason) {
        if (refusal == null || refusal.code() != reason.code()) {
            since = nanoTime.getAsLong();
        }
        refusal = reason;
    }

    /** The stream runs, or somebody else is to run it. */
    synchronized void clear() {
        refusal = null;
    }

    synchronized Optional<Fault> fault() {
        LifeboatException last = refusal;
        return last == null || !LASTING.contains(last.code()) || nanoTime.getAsLong() - since < TOLD_AFTER.toNanos()
                ? Optional.empty()
                : Optional.of(new Fault(last.code(), null, last.explanation()));
    }
}
