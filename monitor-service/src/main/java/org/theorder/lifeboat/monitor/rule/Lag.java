package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;

/**
 * How far a copy is behind.
 *
 * @param link what lags behind what, for example {@code shop → region dr}
 * @param bytes WAL bytes that are not there yet
 * @param lag age of the newest commit that is there
 */
public record Lag(String link, long bytes, Duration lag) {}
