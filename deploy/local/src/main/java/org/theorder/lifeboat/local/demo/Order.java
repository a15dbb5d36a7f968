package org.theorder.lifeboat.local.demo;

import java.time.Instant;

/**
 * An order that the shop's database has acknowledged.
 *
 * @param placedAt when the customer placed it, just before the commit
 */
record Order(long number, Instant placedAt) {}
