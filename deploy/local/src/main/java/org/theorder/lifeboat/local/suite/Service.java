package org.theorder.lifeboat.local.suite;

import java.util.ArrayList;
import java.util.List;

/** The four services: their names, their schemas, and how much memory they may use. */
public enum Service {
    BACKUP("backup-service", "backup", PortName.BACKUP),
    RESTORE("restore-service", "restore", PortName.RESTORE),
    MONITOR("monitor-service", "monitor", PortName.MONITOR),
    NOTIFIER("notifier-service", "notifier", PortName.STATUS_PAGE);

    private final String wireName;
    private final String schema;
    private final PortName port;

    Service(String wireName, String schema, PortName port) {
        this.wireName = wireName;
        this.schema = schema;
        this.port = port;
    }

    /** For example {@code backup-service}; also the folder of its module. */
    public String wireName() {
        return wireName;
    }

    /** Its schema in the services' database, and the role that owns it. */
    String schema() {
        return schema;
    }

    public PortName port() {
        return port;
    }

    /**
     * Bounds for a laptop: small heap, one garbage collector thread. The quick compiler only, but for the two services whose
     * speed is that of backups and restores: it knows no instruction for SHA-256.
     */
    List<String> javaOptions() {
        List<String> options = new ArrayList<>(List.of(
                "-Xms24m",
                "-Xmx128m",
                "-Xss512k",
                "-XX:MaxMetaspaceSize=160m",
                "-XX:MaxDirectMemorySize=128m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:TrimNativeHeapInterval=5000",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        if (this != BACKUP && this != RESTORE) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        return List.copyOf(options);
    }
}
