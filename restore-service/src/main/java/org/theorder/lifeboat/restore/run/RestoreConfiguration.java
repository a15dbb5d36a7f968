package org.theorder.lifeboat.restore.run;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How restores are made. */
@ConfigMapping(prefix = "lifeboat.restore")
public interface RestoreConfiguration {
    /** Directories below which restores may write, comma-separated; nothing can be restored before this is set. */
    Optional<List<Path>> allowedDirectories();

    /** Regions that are read first, in this order; the others follow by name. */
    @WithDefault("primary")
    List<String> regionOrder();

    /**
     * Files with age identities (AGE-SECRET-KEY-1…), comma-separated, with which encrypted backups and WAL are read; none of
     * them may be readable by everybody on the host.
     */
    Optional<List<Path>> identities();

    /** The superuser of the protected clusters, as whom a restored server is asked. */
    @WithDefault("postgres")
    String superuser();

    /**
     * Threads that read and write files, more than processors because some wait for the disk; each holds one part of a
     * backup (about 32 MiB at the most) and 2 MiB, outside of the heap.
     */
    @WithDefault("3")
    int readers();

    /** Threads that check pages; each holds 1 MiB. */
    @WithDefault("2")
    int checksumThreads();

    /** From the first start of a restored server to the end of its recovery. */
    @WithDefault("PT4H")
    Duration recoveryLimit();

    /** Until the verified server answers on its port. */
    @WithDefault("PT2M")
    Duration startLimit();

    /** For each statement of the verification. */
    @WithDefault("PT1H")
    Duration statementLimit();

    /** Tables up to this size are counted row by row; larger ones by the planner's estimate, which the check says. */
    @WithDefault("16G")
    MemorySize exactCountLimit();

    /** Whether a restore may pass on a machine that sorts text otherwise than the source did. */
    @WithDefault("false")
    boolean acceptCollationChange();

    /** Delivery of WAL. */
    Wal wal();

    /** Settings for the isolated start, for example {@code shared_buffers} on a machine that is smaller than the source. */
    Map<String, String> isolatedSettings();

    /** Settings for the command line of the server that is started on its port, for example {@code unix_socket_directories}. */
    Map<String, String> serverSettings();

    /** Questions to the restored data, by cluster and name. */
    Map<String, Map<String, Question>> assertions();

    /** How long a restore is held by a process that does not renew it: after kill -9 another goes on then. */
    @WithDefault("PT8S")
    Duration leaseTimeToLive();

    /** Attempts that may be cut short (by a crash, not by an error) before a restore is given up. */
    @WithDefault("5")
    int attempts();

    /** How WAL reaches the recovering server. */
    interface Wal {
        /** Segments that lie ready before they are asked for. */
        @WithDefault("6")
        int ahead();

        /** Segments that are read at the same time. */
        @WithDefault("2")
        int threads();

        /** How long a segment that cannot be read is tried again; then the restore fails. */
        @WithDefault("PT1M")
        Duration patience();
    }

    /** One SQL assertion. */
    interface Question {
        /** The first column of its first row is the answer. */
        String sql();

        /** The answer that passes; without it any value passes, and is reported. */
        Optional<String> expected();

        /** Where it is asked; by default in the database that is named like the cluster, or else in postgres. */
        Optional<String> database();
    }
}
