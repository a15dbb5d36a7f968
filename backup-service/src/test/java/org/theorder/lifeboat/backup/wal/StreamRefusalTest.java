package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

class StreamRefusalTest {
    private final LifeboatException inUse =
            new LifeboatException(ErrorCode.SLOT_IN_USE, "the replication slot is in use by another connection");
    private final LifeboatException away = new LifeboatException(ErrorCode.SERVER_UNREACHABLE, "away");

    private final AtomicLong nanoTime = new AtomicLong(-5);
    private final StreamRefusal refusal = new StreamRefusal(nanoTime::get);

    @Test
    void slotOfAReaderThatHasJustDiedIsNoFault() {
        refusal.failed(inUse);
        pass(StreamRefusal.TOLD_AFTER.minusMillis(1));
        refusal.failed(inUse);

        assertThat(refusal.fault()).isEmpty();

        refusal.clear();
        refusal.failed(inUse);
        pass(StreamRefusal.TOLD_AFTER.minusMillis(1));
        assertThat(refusal.fault()).isEmpty();
    }

    @Test
    void slotThatStaysInUseIsOne() {
        refusal.failed(inUse);
        pass(StreamRefusal.TOLD_AFTER);

        assertThat(refusal.fault()).contains(new Fault(ErrorCode.SLOT_IN_USE, null, inUse.explanation()));
        refusal.clear();
        assertThat(refusal.fault()).isEmpty();
    }

    @Test
    void anotherReasonCountsFromItsOwnBeginning() {
        refusal.failed(away);
        pass(StreamRefusal.TOLD_AFTER);
        refusal.failed(inUse);

        assertThat(refusal.fault()).isEmpty();
    }

    /** The probes of monitor-service say that a server is away; a second word about it helps nobody. */
    @Test
    void serverThatIsAwayIsNoFaultOfTheStream() {
        refusal.failed(away);
        pass(StreamRefusal.TOLD_AFTER);

        assertThat(refusal.fault()).isEmpty();
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }
}
