package org.theorder.lifeboat.restore.postgres;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings that shut the world out of a restored server, and keep it from doing anything by itself. */
final class Isolation {
    /** A number in a socket's name; no TCP port is opened. */
    static final String PORT = "5432";

    private Isolation() {}

    static Map<String, String> settings(int majorVersion, Path dataDirectory, SocketDirectory sockets) {
        Map<String, String> settings = new LinkedHashMap<>();
        // a restored postgresql.conf may name the directory of the original
        settings.put("data_directory", dataDirectory.toString());
        settings.put("external_pid_file", "");
        settings.put("listen_addresses", "");
        settings.put("port", PORT);
        settings.put("unix_socket_directories", sockets.path().toString());
        settings.put("unix_socket_permissions", "0700");
        settings.put("hba_file", sockets.accessRules().toString());
        settings.put("ssl", "off");
        // recovery needs no connections, and settings smaller than the primary's only matter to a hot standby
        settings.put("hot_standby", "off");
        settings.put("archive_mode", "off");
        settings.put("primary_conninfo", "");
        settings.put("primary_slot_name", "");
        settings.put("recovery_end_command", "");
        settings.put("archive_cleanup_command", "");
        withoutOwnWill(majorVersion, settings);
        fitForThisMachine(majorVersion, settings);
        readableLog(settings);
        return settings;
    }

    /** No vacuum while pages are looked at, no subscription that pulls from its source, no code at a login. */
    private static void withoutOwnWill(int majorVersion, Map<String, String> settings) {
        settings.put("autovacuum", "off");
        settings.put("max_logical_replication_workers", "0");
        settings.put("session_preload_libraries", "");
        settings.put("local_preload_libraries", "");
        if (majorVersion >= 17) {
            settings.put("event_triggers", "off");
        }
    }

    /** The source may have had more of everything, and another kernel. */
    private static void fitForThisMachine(int majorVersion, Map<String, String> settings) {
        settings.put("huge_pages", "try");
        // containers have 64 MB of /dev/shm, which a parallel count can fill
        settings.put("dynamic_shared_memory_type", "mmap");
        if (majorVersion >= 18) {
            settings.put("io_method", "worker");
        }
    }

    /** As {@link RecoveryLog} reads it. */
    private static void readableLog(Map<String, String> settings) {
        settings.put("logging_collector", "off");
        settings.put("log_destination", "stderr");
        settings.put("log_min_messages", "warning");
        settings.put("log_error_verbosity", "default");
        settings.put("log_line_prefix", RecoveryLog.LINE_PREFIX);
        settings.put("log_timezone", "UTC");
        settings.put("timezone", "UTC");
        settings.put("lc_messages", "C");
        settings.put("log_startup_progress_interval", "1s");
    }
}
