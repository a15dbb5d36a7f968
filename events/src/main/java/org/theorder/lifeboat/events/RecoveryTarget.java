package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far recovery replays. On the wire {@code {"type": "latest"}}, {@code {"type": "time", "time": …}} and so on. Where there
 * is an {@code inclusive}, null means true: what is named is the last that is replayed, and not the first that is left out.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RecoveryTarget.Latest.class, name = "latest"),
    @JsonSubTypes.Type(value = RecoveryTarget.AtTime.class, name = "time"),
    @JsonSubTypes.Type(value = RecoveryTarget.AtLsn.class, name = "lsn"),
    @JsonSubTypes.Type(value = RecoveryTarget.AtTransaction.class, name = "transaction"),
    @JsonSubTypes.Type(value = RecoveryTarget.AtName.class, name = "name"),
    @JsonSubTypes.Type(value = RecoveryTarget.Immediate.class, name = "immediate")
})
public sealed interface RecoveryTarget {
    /** To the end of the WAL that is durable. */
    record Latest() implements RecoveryTarget {}

    /** Up to the last transaction that committed at or before this time; before it, if not inclusive. */
    record AtTime(Instant time, @Nullable Boolean inclusive) implements RecoveryTarget {
        public AtTime(Instant time) {
            this(time, null);
        }
    }

    /** Up to and including the record at this position; without it, if not inclusive. */
    record AtLsn(Lsn lsn, @Nullable Boolean inclusive) implements RecoveryTarget {
        public AtLsn(Lsn lsn) {
            this(lsn, null);
        }
    }

    /**
     * Up to and including the end, by commit or by abort, of this transaction; without it, if not inclusive.
     *
     * @param xid as {@code pg_current_xact_id()} gives it, or its lower 32 bits; not of a subtransaction
     */
    record AtTransaction(long xid, @Nullable Boolean inclusive) implements RecoveryTarget {
        /** PostgreSQL {@code src/include/access/transam.h}: those below are not given to transactions. */
        private static final long FIRST = 3;

        /** @throws LifeboatException REQUEST_INVALID if no transaction has this number */
        public AtTransaction {
            if (xid < FIRST) {
                throw new LifeboatException(
                        ErrorCode.REQUEST_INVALID,
                        xid + " is not the number of a transaction: they begin with " + FIRST);
            }
        }
    }

    /**
     * The newest restore point of this name, made by {@code pg_create_restore_point}.
     *
     * @param name 1 to 63 bytes
     */
    record AtName(String name) implements RecoveryTarget {
        private static final int LONGEST = 63;

        /** @throws LifeboatException REQUEST_INVALID if no restore point can have this name */
        public AtName {
            int bytes = name.getBytes(StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > LONGEST) {
                throw new LifeboatException(
                        ErrorCode.REQUEST_INVALID, "the name of a restore point has 1 to " + LONGEST + " bytes");
            }
        }
    }

    /** Only until the base backup is consistent. */
    record Immediate() implements RecoveryTarget {}
}
