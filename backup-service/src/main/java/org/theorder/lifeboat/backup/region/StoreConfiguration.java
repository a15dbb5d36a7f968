package org.theorder.lifeboat.backup.region;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.theorder.lifeboat.repository.storage.Deadlines;

/** {@code lifeboat.store.*}: how long a region may take before it counts as hanging. */
@ConfigMapping(prefix = "lifeboat.store")
public interface StoreConfiguration {
    /** For the look that decides whether a region is open, once a second. */
    @WithDefault("10s")
    Duration lookDeadline();

    /** For a question, a page of a listing, a piece of an object. */
    @WithDefault("20s")
    Duration answerDeadline();

    /** For making a small object; a large one gets more, see {@link #leastBytesPerSecond}. */
    @WithDefault("120s")
    Duration putDeadline();

    /** How fast a large object must be taken at least. */
    @WithDefault("262144")
    long leastBytesPerSecond();

    /** Of so many calls that hang in a region, the next ones fail at once. */
    @WithDefault("4")
    int mostStuck();

    /** How often one call is tried while the others fail at once. */
    @WithDefault("5s")
    Duration probe();

    default Deadlines deadlines() {
        return new Deadlines(answerDeadline(), putDeadline(), leastBytesPerSecond(), mostStuck(), probe());
    }

    /** For looking: one look that hangs is enough. */
    default Deadlines looking() {
        return new Deadlines(lookDeadline(), lookDeadline(), leastBytesPerSecond(), 1, lookDeadline());
    }
}
