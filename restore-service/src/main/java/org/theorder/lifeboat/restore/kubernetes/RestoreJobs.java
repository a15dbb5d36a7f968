package org.theorder.lifeboat.restore.kubernetes;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.restore.job.RestoreOrder;

/** Jobs, claims and pods of restores, over the API server. {@code deploy/kubernetes/rbac.yaml} allows what this does. */
public final class RestoreJobs {
    /** Of the log of a pod; the outcome is its last line. */
    private static final int LINES = 50;

    /** Of {@code deploy/kubernetes/drill-network-policy.yaml}. */
    private static final String POLICY = "lifeboat-drill";

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final Supplier<KubernetesClient> client;
    private final KubernetesConfiguration configuration;

    /** @param client made when it is first needed: most installations restore into directories only */
    public RestoreJobs(Supplier<KubernetesClient> client, KubernetesConfiguration configuration) {
        this.client = client;
        this.configuration = configuration;
    }

    /**
     * The Job that an earlier attempt at this restore made.
     *
     * @throws LifeboatException ALREADY_EXISTS if it does something else
     */
    Optional<Job> adopt(VolumeRequest request, RestoreOrder order) {
        Optional<Job> there = Optional.ofNullable(job(request).get());
        there.filter(job ->
                        !RestoreManifests.digest(order).equals(annotations(job).get(RestoreManifests.ORDER_ANNOTATION)))
                .ifPresent(job -> {
                    throw new LifeboatException(
                            ErrorCode.ALREADY_EXISTS,
                            "Job " + request.jobName() + " in namespace "
                                    + request.volume().namespace()
                                    + " is of another request with this id: choose another id");
                });
        return there;
    }

    private static Map<String, String> annotations(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of());
    }

    /**
     * Sees that the pod of a drill is shut off: it runs with real data and the source's settings.
     *
     * @throws LifeboatException CONFIGURATION_INVALID without the network policy that does it
     */
    private void requireShutOff(VolumeRequest request, RestoreManifests manifests) {
        NetworkPolicy policy = client.get()
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(request.volume().namespace())
                .withName(POLICY)
                .get();
        boolean shutOff = policy != null
                && policy.getSpec().getPolicyTypes().containsAll(List.of("Ingress", "Egress"))
                && policy.getSpec().getPodSelector().getMatchExpressions().isEmpty()
                && manifests
                        .labels()
                        .entrySet()
                        .containsAll(policy.getSpec()
                                .getPodSelector()
                                .getMatchLabels()
                                .entrySet());
        if (!shutOff) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "a drill takes the network policy " + POLICY + " in namespace "
                            + request.volume().namespace()
                            + ", which lets its pod reach nothing but the repository, and there is none that does: apply"
                            + " deploy/kubernetes/drill-network-policy.yaml");
        }
    }

    /**
     * Makes the claim, if it is asked for and not yet there, and the Job.
     *
     * @throws LifeboatException TARGET_OCCUPIED if the claim is another's or in use, NOT_FOUND if it is not there
     */
    Job make(VolumeRequest request, RestoreOrder order, String image) {
        RestoreManifests manifests = new RestoreManifests(request, configuration);
        if (request.isDrill()) {
            requireShutOff(request, manifests);
        }
        PersistentVolumeClaim claim = claim(request);
        if (claim == null && request.volume().create() == null) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND,
                    "there is no claim " + request.volume().claim() + " in namespace "
                            + request.volume().namespace() + ": make it, or say with 'create' how it is made");
        }
        if (claim != null) {
            requireUsable(request, claim);
        }
        if (claim == null) {
            client.get().persistentVolumeClaims().resource(manifests.claim()).create();
        }
        try {
            return client.get()
                    .batch()
                    .v1()
                    .jobs()
                    .resource(manifests.job(order, image))
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return adopt(request, order).orElseThrow(() -> e);
            }
            throw e;
        }
    }

    private void requireUsable(VolumeRequest request, PersistentVolumeClaim claim) {
        if (request.volume().create() != null && !isOwn(request, claim)) {
            throw occupied(request, "is there already: leave 'create' out to use it, or name another one");
        }
        if (claim.getMetadata().getDeletionTimestamp() != null) {
            throw occupied(request, "is being deleted: name another one");
        }
        client.get().pods().inNamespace(request.volume().namespace()).list().getItems().stream()
                .filter(pod -> uses(pod, request.volume().claim()))
                .findFirst()
                .ifPresent(pod -> {
                    throw occupied(request, "is in use by " + named(pod));
                });
    }

    /** Whether a server runs in it cannot be seen from another pod, so the cluster's name does not help either. */
    private static String named(Pod pod) {
        String maker = Optional.ofNullable(pod.getMetadata().getOwnerReferences()).orElse(List.of()).stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map(owner -> owner.getKind() + " " + owner.getName())
                .findFirst()
                .map(owner -> "; scale " + owner + " (or what made it) to 0, or it comes back")
                .orElse("");
        return "pod " + pod.getMetadata().getName()
                + ": a restore never goes over what may be running, also not with 'over'; end the pod first" + maker
                + ", or name another claim";
    }

    private static LifeboatException occupied(VolumeRequest request, String why) {
        return new LifeboatException(
                ErrorCode.TARGET_OCCUPIED,
                "claim " + request.volume().claim() + " in namespace "
                        + request.volume().namespace() + " " + why);
    }

    private static boolean isOwn(VolumeRequest request, HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getLabels())
                .map(labels -> request.jobName().equals(labels.get(RestoreManifests.RESTORE_LABEL)))
                .orElse(false);
    }

    /** A pod that is not there yet counts: it will be. */
    private static boolean uses(Pod pod, String claim) {
        boolean ended = pod.getStatus() != null
                && ENDED.contains(String.valueOf(pod.getStatus().getPhase()));
        return !ended
                && pod.getSpec().getVolumes().stream()
                        .map(Volume::getPersistentVolumeClaim)
                        .anyMatch(volume -> volume != null && claim.equals(volume.getClaimName()));
    }

    private @Nullable PersistentVolumeClaim claim(VolumeRequest request) {
        return client.get()
                .persistentVolumeClaims()
                .inNamespace(request.volume().namespace())
                .withName(request.volume().claim())
                .get();
    }

    private ScalableResource<Job> job(VolumeRequest request) {
        return client.get()
                .batch()
                .v1()
                .jobs()
                .inNamespace(request.volume().namespace())
                .withName(request.jobName());
    }

    /** How far the Job is. */
    JobReport report(VolumeRequest request) {
        Job job = job(request).get();
        // the newest pod first: an older one was lost
        List<Pod> pods = client
                .get()
                .pods()
                .inNamespace(request.volume().namespace())
                .withLabel(RestoreManifests.RESTORE_LABEL, request.jobName())
                .list()
                .getItems()
                .stream()
                .sorted(Comparator.<Pod, String>comparing(
                                pod -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
                        .reversed())
                .toList();
        Optional<Pod> newest = pods.stream().findFirst();
        return new JobReport(
                request, Optional.ofNullable(job), newest, newest.map(this::log).orElse(""));
    }

    /** Empty before the container has started. */
    private String log(Pod pod) {
        if (pod.getStatus() == null || "Pending".equals(pod.getStatus().getPhase())) {
            return "";
        }
        try {
            return Optional.ofNullable(client.get()
                            .pods()
                            .resource(pod)
                            .inContainer(RestoreManifests.CONTAINER)
                            .tailingLines(LINES)
                            // the default is to watch the pod until it is ready; it has started
                            .withReadyWaitTimeout(0)
                            .getLog())
                    .orElse("");
        } catch (KubernetesClientException e) {
            // the node is gone, or the pod right now: what is known of its state stands
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_BAD_REQUEST) {
                return "";
            }
            throw e;
        }
    }

    /** Removes the Job with its pods, and the claim if it was made for it. */
    void remove(VolumeRequest request) {
        job(request).withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
        PersistentVolumeClaim claim = claim(request);
        if (claim != null && isOwn(request, claim)) {
            client.get().resource(claim).delete();
        }
    }

    /** The claims of drills that were made before; a drill has one as long as there is anything of it. */
    List<PersistentVolumeClaim> drills(String namespace, Instant before) {
        return client
                .get()
                .persistentVolumeClaims()
                .inNamespace(namespace)
                .withLabel(RestoreManifests.COMPONENT_LABEL, RestoreManifests.DRILL)
                .list()
                .getItems()
                .stream()
                .filter(claim -> Instant.parse(claim.getMetadata().getCreationTimestamp())
                        .isBefore(before))
                .filter(claim -> annotations(claim).containsKey(RestoreManifests.RESTORE_ANNOTATION))
                .toList();
    }

    /** Removes a drill, of which nothing but its claim needs to be known: the Job with its pods, then the claim. */
    void remove(PersistentVolumeClaim drill) {
        String job = drill.getMetadata().getLabels().get(RestoreManifests.RESTORE_LABEL);
        client.get()
                .batch()
                .v1()
                .jobs()
                .inNamespace(drill.getMetadata().getNamespace())
                .withName(job)
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
        client.get().resource(drill).delete();
    }
}
