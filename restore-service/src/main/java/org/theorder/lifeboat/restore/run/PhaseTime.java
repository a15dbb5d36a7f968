package org.theorder.lifeboat.restore.run;

import java.time.Duration;

/** How long a phase took. */
public record PhaseTime(RestorePhase phase, Duration took) {}
