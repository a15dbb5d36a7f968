package org.theorder.lifeboat.restore.breakglass;

import java.util.Locale;

/** Numbers of bytes for people. */
final class Sizes {
    private static final double MEGABYTE = 1e6;
    private static final double GIGABYTE = 1e9;

    private Sizes() {}

    static String shown(long bytes) {
        return bytes >= GIGABYTE
                ? String.format(Locale.ROOT, "%.1f GB", bytes / GIGABYTE)
                : String.format(Locale.ROOT, "%.0f MB", Math.ceil(bytes / MEGABYTE));
    }
}
