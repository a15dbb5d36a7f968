package org.theorder.lifeboat.backup.settings;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a backup is taken.
 *
 * @param maxBytesPerSecond the server sends at most so much, 32768 to 1073741824; null for as fast as it can
 * @param fastCheckpoint begin at once (default), or wait for a spread checkpoint
 * @param source whom to take backups from; WAL always comes from the primary
 * @param standbyHost where the standby is; needed if {@code source} is standby
 * @param standbyPort null for the primary's port
 * @param longestChain so many incrementals behind a full at most; the next one becomes a full; default 24
 * @param level of zstd, 1 to 12; default 1
 * @param workers compressing threads, 1 to 16; default 2
 */
public record BackupSettings(
        @Nullable Long maxBytesPerSecond,
        boolean fastCheckpoint,
        Source source,
        @Nullable String standbyHost,
        @Nullable Integer standbyPort,
        int longestChain,
        int level,
        int workers) {
    public static final BackupSettings DEFAULT = new BackupSettings(null, true, Source.PRIMARY, null, null, 24, 1, 2);

    private static final long SLOWEST = 32L << 10;
    private static final long FASTEST = 1L << 30;

    /** Which server sends a base backup. */
    public enum Source {
        PRIMARY,
        STANDBY;

        /** The name on the wire: lower case. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public BackupSettings {
        if (maxBytesPerSecond != null) {
            SettingInvalid.requireRange(maxBytesPerSecond, SLOWEST, FASTEST, "backup.maxBytesPerSecond");
        }
        SettingInvalid.require(
                source == Source.PRIMARY || standbyHost != null,
                "backup.standbyHost",
                "is missing; backup.source is standby");
        SettingInvalid.require(
                standbyHost == null || standbyHost.matches("[A-Za-z0-9:_][A-Za-z0-9._:-]{0,252}"),
                "backup.standbyHost",
                "is not a host name or address, for example db2.example.org");
        if (standbyPort != null) {
            SettingInvalid.requireRange(standbyPort, 1, 65535, "backup.standbyPort");
        }
        SettingInvalid.requireRange(longestChain, 1, 10_000, "backup.longestChain");
        SettingInvalid.requireRange(level, 1, 12, "backup.level");
        SettingInvalid.requireRange(workers, 1, 16, "backup.workers");
    }

    /** What somebody declared of it; null where nothing was said. */
    public record Draft(
            @Nullable Long maxBytesPerSecond,
            @Nullable Boolean fastCheckpoint,
            @Nullable String source,
            @Nullable String standbyHost,
            @Nullable Integer standbyPort,
            @Nullable Integer longestChain,
            @Nullable Integer level,
            @Nullable Integer workers) {
        BackupSettings over(BackupSettings base) {
            return new BackupSettings(
                    maxBytesPerSecond == null ? base.maxBytesPerSecond : maxBytesPerSecond,
                    Objects.requireNonNullElse(fastCheckpoint, base.fastCheckpoint),
                    source == null ? base.source : source(source),
                    standbyHost == null ? base.standbyHost : standbyHost,
                    standbyPort == null ? base.standbyPort : standbyPort,
                    Objects.requireNonNullElse(longestChain, base.longestChain),
                    Objects.requireNonNullElse(level, base.level),
                    Objects.requireNonNullElse(workers, base.workers));
        }

        private static Source source(String text) {
            return switch (text) {
                case "primary" -> Source.PRIMARY;
                case "standby" -> Source.STANDBY;
                default ->
                    throw new SettingInvalid(
                            "backup.source",
                            "'" + text.replaceAll("\\p{Cntrl}", "?") + "' is neither primary nor standby");
            };
        }
    }
}
