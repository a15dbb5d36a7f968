package org.theorder.lifeboat.restore.drill;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.CRC32;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RestoreId;

/** What a drill reads with. */
enum DrillKind {
    /** The identities of every day. */
    USUAL(""),
    /** Those that are kept apart. */
    ESCROW("-escrow");

    private static final int LONGEST_NAME = 40;
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String ending;

    DrillKind(String ending) {
        this.ending = ending;
    }

    /** The same for all replicas, so that each time is rehearsed once. */
    RestoreId restore(ClusterName cluster, Instant due) {
        String name = cluster.value();
        if (name.length() > LONGEST_NAME) {
            CRC32 checksum = new CRC32();
            checksum.update(name.getBytes(StandardCharsets.UTF_8));
            name = name.substring(0, LONGEST_NAME) + "-" + Long.toHexString(checksum.getValue());
        }
        return new RestoreId("drill-" + name + "-" + MINUTE.format(due) + ending);
    }
}
