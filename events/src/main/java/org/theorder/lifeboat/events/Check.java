package org.theorder.lifeboat.events;

/**
 * One check of restored data and what it found.
 *
 * @param name for example {@code page-checksums}
 * @param detail what was looked at and found, for example {@code 45210 pages, 0 bad}
 */
public record Check(String name, boolean passed, String detail) {}
