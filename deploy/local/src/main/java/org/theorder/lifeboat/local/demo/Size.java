package org.theorder.lifeboat.local.demo;

import java.util.Locale;

/** Bytes for people. */
final class Size {
    private Size() {}

    /** For example {@code 312 MB}, decimal. */
    static String of(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
    }
}
