package org.theorder.lifeboat.monitor.servers;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** The namespace {@code shop} that the monitor of the integration tests watches; one workload of it is always well. */
@QuarkusTestResource(value = Kubernetes.class, restrictToAnnotatedClass = false)
public final class Kubernetes implements QuarkusTestResourceLifecycleManager {
    public static final String NAMESPACE = "shop";

    private static final String SUMMARY = "summary.json";
    private static final String KUBECONFIG = "lifeboat.monitor.kubernetes.eu.kubeconfig";

    @Override
    public Map<String, String> start() {
        try {
            // ends with the JVM
            KubernetesApi api = KubernetesApi.start();
            KubernetesApi.deployment(api.client(), NAMESPACE, "calm", 1, 1);
            Path folder = Files.createTempDirectory("lifeboat-kubernetes-");
            Path summary = Files.writeString(folder.resolve(SUMMARY), "{}");
            api.kubelet(() -> read(summary));
            return Map.of(
                    KUBECONFIG,
                    KubernetesApi.kubeconfig(folder, api.server().getPort()).toString(),
                    "lifeboat.monitor.kubernetes.eu.namespace",
                    NAMESPACE,
                    "lifeboat.monitor.kubernetes.eu.interval",
                    "500ms",
                    "lifeboat.monitor.kubernetes.eu.volumes",
                    "true",
                    "lifeboat.monitor.kubernetes.eu.volumes-interval",
                    "500ms",
                    // it tells every request
                    "quarkus.log.category.\"io.fabric8.mockwebserver\".level",
                    "WARN");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Somebody who changes what is there. */
    public static KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig().toFile()))
                .build();
    }

    /** What the kubelet says of volumes from now on. */
    public static void kubeletSays(String summary) {
        Path file = kubeconfig().resolveSibling(SUMMARY);
        try {
            Path written = Files.writeString(file.resolveSibling("summary.new"), summary);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path kubeconfig() {
        return Path.of(ConfigProvider.getConfig().getValue(KUBECONFIG, String.class));
    }

    @Override
    public void stop() {
        // the next application is watched by the same server
    }
}
