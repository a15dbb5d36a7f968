package org.theorder.lifeboat.repository.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.RegionName;

/**
 * What a restore or a verification did.
 *
 * @param files files written, checked or kept
 * @param bytes their content
 * @param partsByRegion how many parts came from which region
 * @param troubles what went otherwise than it should, for people: read from another region, restored under another
 *     name; empty when all was well
 */
public record ReadBackup(long files, long bytes, Map<RegionName, Long> partsByRegion, List<String> troubles) {
    /** The same, and some files were as they should be. */
    ReadBackup keeping(int unchanged, long unchangedBytes) {
        return unchanged == 0
                ? this
                : and(List.of(
                        "%,d files with %,d bytes were unchanged and stayed".formatted(unchanged, unchangedBytes)));
    }

    /** The same with more to tell. */
    ReadBackup and(List<String> moreTroubles) {
        List<String> all = new ArrayList<>(troubles);
        all.addAll(moreTroubles);
        return new ReadBackup(files, bytes, partsByRegion, List.copyOf(all));
    }
}
