package org.theorder.lifeboat.monitor.servers;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * An API server of fabric8 in this JVM: it keeps what it is given and tells watches of it. It has no controllers: a test plays
 * them.
 */
public final class KubernetesApi implements AutoCloseable {
    private final KubernetesMockServer server;
    private final KubernetesClient client;

    private KubernetesApi(KubernetesMockServer server) {
        this.server = server;
        this.client = server.createClient();
    }

    public static KubernetesApi start() {
        Map<ServerRequest, Queue<ServerResponse>> answers = new HashMap<>();
        KubernetesMockServer server = new KubernetesMockServer(
                new Context(), new MockWebServer(), answers, new KubernetesMixedDispatcher(answers), false);
        server.init();
        return new KubernetesApi(server);
    }

    /**
     * The kubelet of the node on which all pods run.
     *
     * @param summary what it says of them, asked for anew each time
     */
    public void kubelet(Supplier<String> summary) {
        server.expect()
                .get()
                .withPath("/api/v1/nodes/node-1/proxy/stats/summary")
                .andReply(200, _ -> summary.get())
                .always();
    }

    /** A kubelet's summary: a pod with one volume of a megabyte, of which so many bytes are free. */
    public static String summary(String namespace, String pod, String claim, long available) {
        return """
                {"node": {"nodeName": "node-1"},
                 "pods": [{"podRef": {"name": "%2$s", "namespace": "%1$s"},
                           "volume": [{"name": "kube-api-access", "capacityBytes": 7, "usedBytes": 7, "availableBytes": 0},
                                      {"name": "data", "pvcRef": {"name": "%3$s", "namespace": "%1$s"},
                                       "capacityBytes": 1000000, "usedBytes": 900000, "availableBytes": %4$d}]}]}
                """.formatted(namespace, pod, claim, available);
    }

    /** For answers of its own. */
    public KubernetesMockServer server() {
        return server;
    }

    public KubernetesClient client() {
        return client;
    }

    /** A file to reach it by a port, its own or that of a proxy. */
    public static Path kubeconfig(Path folder, int port) {
        try {
            return Files.writeString(folder.resolve("kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
                    users: [{name: test, user: {token: test}}]
                    contexts: [{name: test, context: {cluster: test, user: test, namespace: shop}}]
                    current-context: test
                    """.formatted(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A Deployment as its controller would leave it; changed if it is there. */
    public static void deployment(KubernetesClient client, String namespace, String name, int desired, int ready) {
        put(
                client,
                new DeploymentBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToLabels("part-of", "shop")
                        .withCreationTimestamp("2026-01-01T00:00:00Z")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(desired)
                        .endSpec()
                        .withNewStatus()
                        .withReadyReplicas(ready)
                        .endStatus()
                        .build());
    }

    /** A StatefulSet as its controller would leave it; changed if it is there. */
    public static void statefulSet(KubernetesClient client, String namespace, String name, int desired, int ready) {
        put(
                client,
                new StatefulSetBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withCreationTimestamp("2026-01-01T00:00:00Z")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(desired)
                        .endSpec()
                        .withNewStatus()
                        .withReadyReplicas(ready)
                        .endStatus()
                        .build());
    }

    /** A DaemonSet on so many nodes, as its controller would leave it; changed if it is there. */
    public static void daemonSet(KubernetesClient client, String namespace, String name, int nodes, int ready) {
        put(
                client,
                new DaemonSetBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withCreationTimestamp("2026-01-01T00:00:00Z")
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .withNewStatus()
                        .withDesiredNumberScheduled(nodes)
                        .withNumberReady(ready)
                        .endStatus()
                        .build());
    }

    /** A pod of a Deployment that runs, after so many restarts. */
    public static void runningPod(
            KubernetesClient client, String namespace, String deployment, String pod, int restarts) {
        put(
                client,
                pod(namespace, "ReplicaSet", deployment + "-5d9c", pod)
                        .editStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .addNewContainerStatus()
                        .withName("main")
                        .withReady(true)
                        .withRestartCount(restarts)
                        .endContainerStatus()
                        .endStatus()
                        .build());
    }

    /** A pod of a Deployment that Kubernetes starts again and again. */
    public static void crashingPod(
            KubernetesClient client, String namespace, String deployment, String pod, int restarts) {
        crashingPodOf(client, namespace, "ReplicaSet", deployment + "-5d9c", pod, restarts);
    }

    /** As the other, of whatever kind its owner is. */
    public static void crashingPodOf(
            KubernetesClient client, String namespace, String kind, String owner, String pod, int restarts) {
        put(
                client,
                pod(namespace, kind, owner, pod)
                        .editStatus()
                        .addNewContainerStatus()
                        .withName("main")
                        .withReady(false)
                        .withRestartCount(restarts)
                        .withState(new ContainerStateBuilder()
                                .withNewWaiting()
                                .withReason("CrashLoopBackOff")
                                .endWaiting()
                                .build())
                        .withLastState(new ContainerStateBuilder()
                                .withNewTerminated()
                                .withExitCode(137)
                                .endTerminated()
                                .build())
                        .endContainerStatus()
                        .endStatus()
                        .build());
    }

    /** A pod of nobody that uses a volume. */
    public static Pod podWithVolume(KubernetesClient client, String namespace, String pod, String claim) {
        return client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(pod)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("node-1")
                        .addNewVolume()
                        .withName("data")
                        .withNewPersistentVolumeClaim()
                        .withClaimName(claim)
                        .endPersistentVolumeClaim()
                        .endVolume()
                        .endSpec()
                        .build())
                .create();
    }

    private static PodBuilder pod(String namespace, String kind, String owner, String pod) {
        Pod bare = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(pod)
                .withUid(pod)
                .addToLabels("pod-template-hash", "5d9c")
                .addNewOwnerReference()
                .withController(true)
                .withKind(kind)
                .withName(owner)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
        return new PodBuilder(bare);
    }

    private static void put(KubernetesClient client, HasMetadata wanted) {
        if (client.resource(wanted).get() == null) {
            client.resource(wanted).create();
        }
        client.resource(wanted).update();
        client.resource(wanted).updateStatus();
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
