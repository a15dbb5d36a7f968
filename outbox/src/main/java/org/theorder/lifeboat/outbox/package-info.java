/**
 * What every service needs to keep its word: its own database, events that leave with the transaction (outbox), events
 * that are handled once (inbox), dead letters, and leases that make one replica do a job. Blocking style: call it on a
 * virtual thread or a worker, never on an event loop.
 */
@NullMarked
package org.theorder.lifeboat.outbox;

import org.jspecify.annotations.NullMarked;
