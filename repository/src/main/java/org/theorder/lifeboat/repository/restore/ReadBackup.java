package org.theorder.lifeboat.repository.restore;

import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.RegionName;

/**
 * What a restore or a verification did.
 *
 * @param files files written or checked
 * @param bytes their content
 * @param partsByRegion how many parts came from which region
 * @param troubles what could not be read in one region and was read in another; empty when all was well
 */
public record ReadBackup(long files, long bytes, Map<RegionName, Long> partsByRegion, List<String> troubles) {}
