package org.theorder.lifeboat.repository.verification;

import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredCopy;

/**
 * Puts sound copies in the place of what a verification found damaged or missing: the stored bytes of a region in which the
 * same backup was read back just before, and this object was well. The backup is to be read back once more afterwards.
 */
public final class BackupRepair {
    private final Storage region;
    private final List<Source> sources;

    /** @param sources other regions, in the order in which they are asked */
    public BackupRepair(Storage region, List<Source> sources) {
        this.region = region;
        this.sources = List.copyOf(sources);
    }

    /**
     * Where sound bytes may be.
     *
     * @param reading all of the same backup, read a moment ago
     */
    public record Source(Storage region, Verification reading) {
        private boolean isSound(String object) {
            return reading.damaged().stream().noneMatch(each -> each.object().equals(object))
                    && region.find(object).isPresent();
        }
    }

    /** What was done in one region, and what could not be. */
    public record Repaired(RegionName region, List<Replaced> replaced, List<Left> left) {}

    /** @param from the region whose copy it is now */
    public record Replaced(String object, RegionName from, long storedBytes) {}

    /** @param reason why it is as it was, for people */
    public record Left(String object, String reason) {}

    /** @throws LifeboatException STORE_UNREACHABLE and others if a region cannot be used; what was replaced is sound */
    public Repaired repair(Verification found) {
        List<Replaced> replaced = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        for (Verification.Damage damage : found.damaged()) {
            String object = damage.object();
            if (object.endsWith("/")) {
                left.add(new Left(object, "no single object is damaged: " + damage.reason()));
                continue;
            }
            sources.stream()
                    .filter(source -> source.isSound(object))
                    .findFirst()
                    .ifPresentOrElse(
                            source -> replace(object, source, replaced, left),
                            () -> left.add(new Left(object, "no other open region holds a sound copy of it")));
        }
        return new Repaired(region.region(), List.copyOf(replaced), List.copyOf(left));
    }

    private void replace(String object, Source source, List<Replaced> replaced, List<Left> left) {
        try {
            StoredCopy.Copied copied = new StoredCopy(source.region(), region).replace(object);
            replaced.add(new Replaced(object, source.region().region(), copied.length()));
        } catch (LifeboatException e) {
            switch (e.code()) {
                case OBJECT_LOCKED, OBJECT_CONFLICT, CORRUPT, NOT_FOUND -> left.add(new Left(object, e.explanation()));
                default -> throw e;
            }
        }
    }
}
