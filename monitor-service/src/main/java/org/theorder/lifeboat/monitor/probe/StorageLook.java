package org.theorder.lifeboat.monitor.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/** How full the file system of a path is, in the percent that {@code df} shows. */
record StorageLook(String name, Path path, Volume volume, Forecast forecast) implements Look {
    /**
     * The capacity of a file system.
     *
     * @param used bytes that are taken
     * @param available bytes that we may still write, without what is reserved for root
     */
    record Capacity(long used, long available) {
        double percent() {
            return used + available == 0 ? 100 : 100.0 * used / (used + available);
        }
    }

    /** Where capacities come from. */
    interface Volume {
        Capacity capacity(Path path) throws IOException;
    }

    /** The file system itself. */
    static final Volume REAL = path -> {
        var store = Files.getFileStore(path);
        return new Capacity(store.getTotalSpace() - store.getUnallocatedSpace(), store.getUsableSpace());
    };

    @Override
    public Reading read() {
        try {
            return judged(volume.capacity(path));
        } catch (IOException e) {
            return new Reading.Unknown(Wording.line("the file system of " + path + " cannot be read: " + e));
        }
    }

    private Reading judged(Capacity capacity) {
        String value = String.format(
                Locale.ROOT,
                "%.1f %% used, %s free%s",
                capacity.percent(),
                Wording.bytes(capacity.available()),
                Forecast.words(
                        forecast.fullIn((double) capacity.used(), (double) capacity.used() + capacity.available())));
        return new Reading.Measured(
                capacity.percent(),
                value,
                "Storage " + name + " is filling up",
                List.of(new Fact("storage", value), new Fact("path", path.toString())));
    }

    @Override
    public Reading late(Duration timeout) {
        return new Reading.Unknown(
                "the file system of " + path + " did not say its size within " + Wording.duration(timeout));
    }
}
