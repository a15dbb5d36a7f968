package org.theorder.lifeboat.repository.backup;

import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/** A region that should hold the backup and does not, and why. */
public record MissingRegion(RegionName region, LifeboatException reason) {}
