package org.theorder.lifeboat.restore.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.job.RestoreOrder;

/**
 * The Job and the claim of one restore. The pod meets the Pod Security Standard "restricted": no root, no capabilities, a
 * read-only root file system, no account of Kubernetes.
 */
final class RestoreManifests {
    static final String CONTAINER = "restore";
    static final String COMPONENT_LABEL = "app.kubernetes.io/component";
    /** What the network policy of drills selects by {@link #COMPONENT_LABEL}. */
    static final String DRILL = "drill";

    static final String RESTORE_LABEL = "lifeboat.theorder.org/restore";
    static final String RESTORE_ANNOTATION = "lifeboat.theorder.org/restore-id";
    static final String ORDER_ANNOTATION = "lifeboat.theorder.org/order-sha256";
    static final String CREDENTIALS = "/etc/lifeboat/credentials";
    static final String IDENTITIES = "/etc/lifeboat/identities";

    /** For the owner and the group of the pod alone: identity files that others may read are refused. */
    private static final int SECRET_MODE = 0440;

    /** Pods that died without telling an outcome are replaced so often. */
    private static final int REPLACEMENTS = 3;

    private final VolumeRequest request;
    private final KubernetesConfiguration configuration;

    RestoreManifests(VolumeRequest request, KubernetesConfiguration configuration) {
        this.request = request;
        this.configuration = configuration;
    }

    Map<String, String> labels() {
        return Map.of(
                "app.kubernetes.io/name",
                "lifeboat",
                COMPONENT_LABEL,
                request.isDrill() ? DRILL : "restore",
                RESTORE_LABEL,
                request.jobName());
    }

    /** @throws IllegalStateException if the request makes no claim */
    PersistentVolumeClaim claim() {
        RestoreRequested.NewClaim wanted = request.volume().create();
        if (wanted == null) {
            throw new IllegalStateException("the claim is there already");
        }
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(request.volume().claim())
                .withNamespace(request.volume().namespace())
                .withLabels(labels())
                .withAnnotations(
                        Map.of(RESTORE_ANNOTATION, request.request().restoreId().value()))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(wanted.storageClass())
                .withNewResources()
                .withRequests(Map.of("storage", new Quantity(wanted.size())))
                .endResources()
                .endSpec()
                .build();
    }

    Job job(RestoreOrder order, String image) {
        String json = order.write();
        return new JobBuilder()
                .withNewMetadata()
                .withName(request.jobName())
                .withNamespace(request.volume().namespace())
                .withLabels(labels())
                .withAnnotations(Map.of(
                        RESTORE_ANNOTATION, request.request().restoreId().value(), ORDER_ANNOTATION, digest(order)))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(REPLACEMENTS)
                .withTtlSecondsAfterFinished((int) configuration.keepJobs().toSeconds())
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("Ignore")
                .addNewOnPodCondition("True", "DisruptionTarget")
                .endRule()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withContainerName(CONTAINER)
                .withOperator("In")
                .withValues(1, 2, 3, 4, 5)
                .endOnExitCodes()
                .endRule()
                .endPodFailurePolicy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels())
                .endMetadata()
                .withSpec(pod(json, image))
                .endTemplate()
                .endSpec()
                .build();
    }

    /** Of the request alone: a newer release that builds another Job adopts the one that is there. */
    static String digest(RestoreOrder order) {
        return VolumeRequest.sha256(new String(EventJson.write(order.request()), StandardCharsets.UTF_8));
    }

    private PodSpec pod(String order, String image) {
        List<Volume> volumes = new ArrayList<>(List.of(
                new VolumeBuilder()
                        .withName("data")
                        .withNewPersistentVolumeClaim(request.volume().claim(), false)
                        .build(),
                new VolumeBuilder()
                        .withName("tmp")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .build()));
        secret(volumes, "credentials", request.volume().credentialsSecret());
        secret(volumes, "identities", request.volume().identitiesSecret());
        return new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(60L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(configuration.userId())
                .withRunAsGroup(configuration.userId())
                .withFsGroup(configuration.userId())
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile(null, "RuntimeDefault")
                .endSecurityContext()
                .withContainers(container(order, image))
                .withVolumes(volumes)
                .build();
    }

    private static void secret(List<Volume> volumes, String name, @Nullable String secret) {
        if (secret != null) {
            volumes.add(new VolumeBuilder()
                    .withName(name)
                    .withNewSecret()
                    .withSecretName(secret)
                    .withDefaultMode(SECRET_MODE)
                    .endSecret()
                    .build());
        }
    }

    private Container container(String order, String image) {
        List<VolumeMount> mounts =
                new ArrayList<>(List.of(mount("data", VolumeRequest.ROOT, false), mount("tmp", "/tmp", false)));
        if (request.volume().credentialsSecret() != null) {
            mounts.add(mount("credentials", CREDENTIALS, true));
        }
        if (request.volume().identitiesSecret() != null) {
            mounts.add(mount("identities", IDENTITIES, true));
        }
        Map<String, Quantity> resources = Map.of("cpu", new Quantity(cpu()), "memory", new Quantity(memory()));
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(image)
                .withCommand("java", "-XX:MaxRAMPercentage=40", "-jar", configuration.program(), "job")
                .addNewEnv()
                .withName(RestoreOrder.VARIABLE)
                .withValue(order)
                .endEnv()
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withNewResources()
                .withRequests(resources)
                .withLimits(resources)
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withVolumeMounts(mounts)
                .build();
    }

    private static VolumeMount mount(String name, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(name)
                .withMountPath(path)
                .withReadOnly(readOnly)
                .build();
    }

    private String cpu() {
        RestoreRequested.PodResources asked = request.volume().resources();
        return asked == null || asked.cpu() == null ? configuration.cpu() : asked.cpu();
    }

    private String memory() {
        RestoreRequested.PodResources asked = request.volume().resources();
        return asked == null || asked.memory() == null ? configuration.memory() : asked.memory();
    }
}
