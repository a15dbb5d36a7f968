package org.theorder.lifeboat.notifier.subscriber;

import java.time.ZoneId;
import java.util.List;

/**
 * What somebody subscribes to.
 *
 * @param components their ids; empty for all
 * @param timeZone in which times are given besides UTC
 */
record Wish(Address address, List<String> components, ZoneId timeZone) {
    Wish {
        components = List.copyOf(components);
    }
}
