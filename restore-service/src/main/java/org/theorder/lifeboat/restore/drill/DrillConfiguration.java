package org.theorder.lifeboat.restore.drill;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When and where backups are proven. */
@ConfigMapping(prefix = "lifeboat.drill")
public interface DrillConfiguration {
    /** Restores may be thrown away below it, and nothing else lies there; without it there are no drills by schedule. */
    Optional<Path> directory();

    /** Volumes of Kubernetes instead of a directory, each drill with a claim and a Job of its own. */
    Optional<Volume> kubernetes();

    /** How the volume of a drill is made. */
    interface Volume {
        /** One of lifeboat.kubernetes.namespaces, with the network policy of drills. */
        String namespace();

        /** As Kubernetes writes it; the largest cluster must fit, with a gigabyte of WAL. */
        String size();

        /** The namespace's default class without it. */
        Optional<String> storageClass();

        /** A Secret with a credentials file per region. */
        Optional<String> credentialsSecret();

        /** A Secret with age identities. */
        Optional<String> identitiesSecret();
    }

    /** When every cluster is due: minute, hour, day of month, month, day of week; "off" leaves drills to those who ask. */
    @WithDefault("0 4 * * *")
    String cron();

    /** Of the wall clock that both crons go by. */
    @WithDefault("UTC")
    ZoneId zone();

    /** A time that was missed, because nothing ran, is made up for so long. */
    @WithDefault("PT6H")
    Duration catchUp();

    /** Clusters that are not rehearsed, comma-separated. */
    Optional<Set<String>> except();

    /** Space on the disk that a drill leaves to others; without it the drill fails and says so. */
    @WithDefault("1G")
    MemorySize leaveFree();

    /** A drill fails if the newest stored WAL is older when it begins: the objective for RPO. PT0S: not checked. */
    @WithDefault("PT1H")
    Duration dataAgeLimit();

    /** What a drill left behind and nobody works on is removed after so long. */
    @WithDefault("PT12H")
    Duration expiresAfter();

    /** Files with age identities that are kept apart for the worst day; with them alone the drills by escrow-cron read. */
    Optional<List<Path>> escrowIdentities();

    /** When every cluster is due with the escrow identities; or "off". */
    @WithDefault("0 5 * * 0")
    String escrowCron();
}
