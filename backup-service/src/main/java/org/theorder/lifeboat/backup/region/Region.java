package org.theorder.lifeboat.backup.region;

import java.nio.file.Path;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/** One copy of the repository and its present state. */
public final class Region {
    private final RegionName name;
    private final Path root;
    private volatile RegionState state = new RegionState.Closed("it has not been looked at yet");

    Region(RegionName name, Path root) {
        this.name = name;
        this.root = root;
    }

    public RegionName name() {
        return name;
    }

    Path root() {
        return root;
    }

    public RegionState state() {
        return state;
    }

    void state(RegionState now) {
        state = now;
    }

    /** @throws LifeboatException STORE_UNREACHABLE saying why the region cannot be used */
    public RegionState.Open open() {
        return switch (state) {
            case RegionState.Open open -> open;
            case RegionState.Closed closed ->
                throw new LifeboatException(
                        ErrorCode.STORE_UNREACHABLE, "region " + name + " cannot be used: " + closed.reason());
        };
    }
}
