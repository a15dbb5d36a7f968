package org.theorder.lifeboat.monitor.work;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;

/**
 * A backup or a recovery that was asked for, runs, or ended lately.
 *
 * @param id of the restore, or of the request for a backup
 * @param purpose what it is to do, for people
 * @param askedBy a person; null if it was not asked for here
 * @param state how far it is
 * @param toldAt when anything was last heard of it
 */
public record Work(
        String id,
        Kind kind,
        ClusterName cluster,
        String purpose,
        @Nullable String askedBy,
        Instant askedAt,
        State state,
        Instant toldAt) {

    /** What is done. */
    public enum Kind {
        FULL,
        INCREMENTAL,
        RESTORE,
        DRILL;

        /** The name in the database: lower case. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /** How far it is. */
    public sealed interface State {
        /** Nobody has said anything about it yet. */
        record Asked() implements State {}

        /**
         * It runs.
         *
         * @param step place of the phase among all, from 1
         * @param percent of the phase; null while nobody can say
         */
        record Running(
                String phase, int step, int steps, @Nullable Integer percent) implements State {}

        /** It is over. */
        record Ended(Instant at, boolean passed, String message) implements State {}
    }
}
