/**
 * The embedded default: PostgreSQL, Kafka, a mailbox and the four services as processes of this machine, kept running by
 * a {@link org.theorder.lifeboat.local.suite.Supervisor} that survives the terminal.
 */
@NullMarked
package org.theorder.lifeboat.local.suite;

import org.jspecify.annotations.NullMarked;
