/**
 * Runs the probes and commits what follows: {@link org.theorder.lifeboat.monitor.check.EvaluationRunner} holds the lease,
 * {@link org.theorder.lifeboat.monitor.check.Rounds} looks on time, {@link
 * org.theorder.lifeboat.monitor.check.Evaluation} decides.
 */
@NullMarked
package org.theorder.lifeboat.monitor.check;

import org.jspecify.annotations.NullMarked;
