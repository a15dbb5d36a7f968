package org.theorder.lifeboat.restore.kubernetes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Restores into volumes of Kubernetes. How the API server is reached: {@code quarkus.kubernetes-client.*}, or the pod's own account. */
@ConfigMapping(prefix = "lifeboat.kubernetes")
public interface KubernetesConfiguration {
    /** Namespaces that restores may go into, comma-separated; none can before this is set. */
    Optional<Set<String>> namespaces();

    /** The image of this release, with its digest; it has Java, PostgreSQL's programs at lifeboat.postgres.binaries, and the program. */
    Optional<String> image();

    /** Where the self-contained jar lies in the image. */
    @WithDefault("/opt/lifeboat/lifeboat-restore.jar")
    String program();

    /** User and group that the pod runs as and that the restored files belong to; the server that uses the volume must run as it. */
    @WithDefault("999")
    long userId();

    /** Processor of a pod whose request does not say it. */
    @WithDefault("1")
    String cpu();

    /** Memory of a pod whose request does not say it. */
    @WithDefault("1Gi")
    String memory();

    /** Until the pod runs: image, volume and node are found by then, or the Job is removed with the reason. */
    @WithDefault("PT10M")
    Duration startLimit();

    /** Jobs that a replica has going at a time; further restores wait. */
    @WithDefault("8")
    int mostJobs();

    /** How long a Job that has ended, and its log, stay. */
    @WithDefault("P7D")
    Duration keepJobs();
}
