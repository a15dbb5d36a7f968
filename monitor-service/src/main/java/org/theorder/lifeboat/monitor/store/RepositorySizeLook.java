package org.theorder.lifeboat.monitor.store;

import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.probe.Forecast;
import org.theorder.lifeboat.monitor.probe.Look;
import org.theorder.lifeboat.monitor.probe.Usage;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoragePlace;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * How much a region of the repository holds. Its objects are listed a few pages at a time, over and over: a look costs the
 * same however large the region is, and a large one is known after some looks.
 */
final class RepositorySizeLook implements Look {
    private final String region;
    private final StoragePlace place;
    private final @Nullable Long quota;
    private final int objectsPerLook;
    private final Forecast forecast;
    private long counted;
    private long objects;
    private String after = "";
    private @Nullable Reading known;

    /**
     * Counts from the beginning after every start.
     *
     * @param quota bytes; null for no limit
     * @param objectsPerLook what one look costs at most
     */
    RepositorySizeLook(String region, StoragePlace place, @Nullable Long quota, int objectsPerLook, Forecast forecast) {
        this.region = region;
        this.place = place;
        this.quota = quota;
        this.objectsPerLook = objectsPerLook;
        this.forecast = forecast;
    }

    @Override
    public synchronized Reading read() {
        try {
            if (countFurther(place.open())) {
                known = reading();
                counted = 0;
                objects = 0;
                after = "";
            }
        } catch (LifeboatException e) {
            return new Reading.Unknown(e.explanation());
        }
        // what is not counted yet is no reason to alarm anybody
        return known == null ? new Reading.Unknown("being counted, at least " + Wording.bytes(counted), true) : known;
    }

    /** @return true if that was the last of them */
    private boolean countFurther(Storage storage) {
        try (Stream<StoredObject> list = storage.list("", after)) {
            Iterator<StoredObject> each = list.iterator();
            for (int i = 0; i < objectsPerLook; i++) {
                if (!each.hasNext()) {
                    return true;
                }
                StoredObject object = each.next();
                counted += object.length();
                objects++;
                after = object.key();
            }
            return false;
        }
    }

    private Reading reading() {
        return quota == null
                ? new Reading.Good(String.format(Locale.ROOT, "%s in %,d objects", Wording.bytes(counted), objects))
                : Usage.reading(
                        counted, quota, forecast, "repository", "The repository region " + region + " fills its quota");
    }

    @Override
    public Reading late(Duration timeout) {
        return new Reading.Unknown("the store did not list its objects within " + Wording.duration(timeout));
    }
}
