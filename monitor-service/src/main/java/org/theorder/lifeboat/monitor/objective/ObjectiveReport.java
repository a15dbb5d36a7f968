package org.theorder.lifeboat.monitor.objective;

import java.time.Duration;
import java.util.List;

/**
 * What was promised to a cluster and what was reached.
 *
 * @param days the last 90 on which anything is known, newest first
 */
public record ObjectiveReport(
        String cluster, Duration recoveryPointObjective, Duration recoveryTimeObjective, List<ObjectiveDay> days) {}
