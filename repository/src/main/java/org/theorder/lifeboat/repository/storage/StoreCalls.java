package org.theorder.lifeboat.repository.storage;

import java.util.function.Supplier;
import org.theorder.lifeboat.events.RegionName;

/**
 * The calls into one region, each with a deadline; one for each region, however often it is opened anew. Questions and
 * puts go separate ways: a region that takes nothing can still be asked.
 */
public final class StoreCalls {
    private final Deadlines deadlines;
    private final StoreLane questions;
    private final StoreLane puts;

    public StoreCalls(RegionName region, Deadlines deadlines) {
        this.deadlines = deadlines;
        this.questions = new StoreLane(region, "ask", deadlines);
        this.puts = new StoreLane(region, "put", deadlines);
    }

    /**
     * Does any work on a thread of this region, with the deadline of an answer; for what is done to a region before it is
     * a {@link Storage}.
     *
     * @param what for people: "opening it"
     * @throws GivenUpException STORE_UNREACHABLE if it takes too long, TIMED_OUT if the caller was interrupted
     * @throws org.theorder.lifeboat.events.LifeboatException STORE_UNREACHABLE at once if the region hangs; or what the
     *     work throws
     */
    public <T> T answer(String what, Supplier<T> work) {
        return questions.call(what, deadlines.answer(), work, nobodyWants -> {});
    }

    /** How many calls did not return in time and still have not. */
    public int stuck() {
        return questions.stuck() + puts.stuck();
    }

    Deadlines deadlines() {
        return deadlines;
    }

    StoreLane questions() {
        return questions;
    }

    StoreLane puts() {
        return puts;
    }
}
