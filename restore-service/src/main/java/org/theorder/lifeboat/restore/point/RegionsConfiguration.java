package org.theorder.lifeboat.restore.point;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.util.Map;

/** The copies of the repository, by region. */
@ConfigMapping(prefix = "lifeboat.regions")
public interface RegionsConfiguration {
    @WithParentName
    Map<String, Region> regions();

    /** One copy. */
    interface Region {
        /** Where it lies: {@code file:///var/lib/lifeboat/dr}; other kinds of storage are not supported yet. */
        URI url();
    }
}
