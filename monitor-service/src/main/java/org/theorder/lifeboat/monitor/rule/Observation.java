package org.theorder.lifeboat.monitor.rule;

/** A subject and what a look at it said. */
public record Observation(Subject subject, Reading reading) {}
