package org.theorder.lifeboat.restore.verify;

import org.theorder.lifeboat.events.Check;

/** What one look at a restored server found. What could not be looked at is said, and never counted as passed. */
public sealed interface Finding {
    /** For example {@code page-checksums}. */
    String name();

    /** What was looked at and found, or why nothing could be. */
    String detail();

    /** It is as it should be. */
    record Passed(String name, String detail) implements Finding {}

    /** It is not. */
    record Failed(String name, String detail) implements Finding {}

    /** Nobody knows: the source has not what it takes. */
    record NotProven(String name, String detail) implements Finding {}

    static Finding of(String name, boolean passed, String detail) {
        return passed ? new Passed(name, detail) : new Failed(name, detail);
    }

    /** As events tell it; what was not proven has a list of its own there. */
    default Check check() {
        return new Check(name(), this instanceof Passed, detail());
    }
}
