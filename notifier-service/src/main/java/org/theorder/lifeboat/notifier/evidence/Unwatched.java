package org.theorder.lifeboat.notifier.evidence;

import java.time.Instant;

/** A time in which nobody watched, so that nothing that happened in it would have been recorded. */
public record Unwatched(Instant from, Instant to) {}
