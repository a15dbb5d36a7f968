package org.theorder.lifeboat.restore.place;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A target that recovers and is checked. From its promotion on PostgreSQL starts from it without a complaint, also if the
 * restore was cut short before the checks; {@code UNVERIFIED} tells whoever looks.
 */
final class Unverified {
    private static final String NOTE = "UNVERIFIED";

    private Unverified() {}

    static void note(Path dataDirectory) {
        Trees.writeDurably(dataDirectory.resolve(NOTE), """
                Nobody has checked this database yet: a restore is at it, and removes this file when everything is proven.
                If the restore was cut short, do not start PostgreSQL here: ask for the same restore again. It removes what is
                here and begins anew, unless a server runs.
                """.getBytes(StandardCharsets.UTF_8));
    }

    static void clear(Path dataDirectory) {
        Trees.remove(dataDirectory.resolve(NOTE));
    }
}
