package org.theorder.lifeboat.monitor.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that wants a number of pods.
 *
 * @param desired pods that it wants
 * @param ready pods that serve
 * @param createdAt by the API server's clock
 */
record Workload(Id id, int desired, int ready, Instant createdAt) {
    private static final String TEMPLATE_HASH = "pod-template-hash";

    /** What it is called within its namespace. */
    record Id(Kind kind, String name) {
        /** For example {@code deployment/checkout}. */
        @Override
        public String toString() {
            return kind.lower() + "/" + name;
        }

        /** For people, for example {@code Deployment checkout}. */
        String title() {
            return kind.word + " " + name;
        }

        /** Reads {@code deployment/checkout}; empty if it is not such a thing. */
        static Optional<Id> parse(String text) {
            String[] parts = text.strip().split("/", -1);
            for (Kind kind : Kind.values()) {
                if (parts.length == 2 && kind.lower().equals(parts[0]) && !parts[1].isBlank()) {
                    return Optional.of(new Id(kind, parts[1]));
                }
            }
            return Optional.empty();
        }

        /** Whose pod it is; empty for a pod of a job or of nobody. A ReplicaSet is named after its Deployment and the hash of its template. */
        static Optional<Id> owning(Pod pod) {
            for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
                if (!Boolean.TRUE.equals(owner.getController())) {
                    continue;
                }
                switch (owner.getKind()) {
                    case "StatefulSet" -> {
                        return Optional.of(new Id(Kind.STATEFUL_SET, owner.getName()));
                    }
                    case "DaemonSet" -> {
                        return Optional.of(new Id(Kind.DAEMON_SET, owner.getName()));
                    }
                    case "ReplicaSet" -> {
                        return ofReplicaSet(owner.getName(), pod);
                    }
                    default -> {}
                }
            }
            return Optional.empty();
        }

        private static Optional<Id> ofReplicaSet(String replicaSet, Pod pod) {
            @Nullable String hash = pod.getMetadata().getLabels().get(TEMPLATE_HASH);
            return hash != null && replicaSet.endsWith("-" + hash)
                    ? Optional.of(
                            new Id(Kind.DEPLOYMENT, replicaSet.substring(0, replicaSet.length() - hash.length() - 1)))
                    : Optional.empty();
        }
    }

    /** Kinds that are watched. */
    enum Kind {
        DEPLOYMENT("Deployment"),
        STATEFUL_SET("StatefulSet"),
        DAEMON_SET("DaemonSet");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        private String lower() {
            return word.toLowerCase(Locale.ROOT);
        }
    }

    static Workload of(Deployment deployment) {
        return new Workload(
                new Id(Kind.DEPLOYMENT, deployment.getMetadata().getName()),
                Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1),
                deployment.getStatus() == null
                        ? 0
                        : orZero(deployment.getStatus().getReadyReplicas()),
                created(deployment.getMetadata()));
    }

    static Workload of(StatefulSet set) {
        return new Workload(
                new Id(Kind.STATEFUL_SET, set.getMetadata().getName()),
                Objects.requireNonNullElse(set.getSpec().getReplicas(), 1),
                set.getStatus() == null ? 0 : orZero(set.getStatus().getReadyReplicas()),
                created(set.getMetadata()));
    }

    static Workload of(DaemonSet set) {
        return new Workload(
                new Id(Kind.DAEMON_SET, set.getMetadata().getName()),
                set.getStatus() == null ? 0 : orZero(set.getStatus().getDesiredNumberScheduled()),
                set.getStatus() == null ? 0 : orZero(set.getStatus().getNumberReady()),
                created(set.getMetadata()));
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    private static Instant created(ObjectMeta metadata) {
        return metadata.getCreationTimestamp() == null ? Instant.EPOCH : Instant.parse(metadata.getCreationTimestamp());
    }

    /** {@code 2 of 3 pods are ready}. */
    String readiness() {
        return desired == 0 ? "wants no pod" : ready + " of " + desired + " pods are ready";
    }
}
