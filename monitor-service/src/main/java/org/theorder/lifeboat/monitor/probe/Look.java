package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import org.theorder.lifeboat.monitor.rule.Reading;

/** One way to look at one subject. */
public interface Look {
    /** Blocks on a virtual thread; may be interrupted. */
    Reading read();

    /** What it means that {@link #read} took longer than {@code timeout}. */
    Reading late(Duration timeout);
}
