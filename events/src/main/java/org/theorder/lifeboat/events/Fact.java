package org.theorder.lifeboat.events;

/**
 * One line of evidence, ready to be shown.
 *
 * @param name what was measured, for example {@code probe}
 * @param value the measurement with its unit, for example {@code connection refused on 127.0.0.1:5432}
 */
public record Fact(String name, String value) {}
