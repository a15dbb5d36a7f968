package org.theorder.lifeboat.notifier.delivery;

import java.time.Duration;

/**
 * What is still owed.
 *
 * @param oldestAge of the oldest unsent message; zero if there is none
 * @param dead messages that reached nobody, and that nobody has dealt with
 */
record Backlog(long unsent, Duration oldestAge, long dead) {}
