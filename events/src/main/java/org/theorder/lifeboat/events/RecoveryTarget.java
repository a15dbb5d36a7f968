package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** How far recovery replays. On the wire {@code {"type": "latest"}}, {@code {"type": "time", "time": …}} and so on. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RecoveryTarget.Latest.class, name = "latest"),
    @JsonSubTypes.Type(value = RecoveryTarget.AtTime.class, name = "time"),
    @JsonSubTypes.Type(value = RecoveryTarget.AtLsn.class, name = "lsn"),
    @JsonSubTypes.Type(value = RecoveryTarget.Immediate.class, name = "immediate")
})
public sealed interface RecoveryTarget {
    /** To the end of the WAL that is durable, on the newest timeline. */
    record Latest() implements RecoveryTarget {}

    /** Up to the last transaction that committed at or before this time. */
    record AtTime(Instant time) implements RecoveryTarget {}

    /** Up to and including the record at this position. */
    record AtLsn(Lsn lsn) implements RecoveryTarget {}

    /** Only until the base backup is consistent. */
    record Immediate() implements RecoveryTarget {}
}
