package org.theorder.lifeboat.restore.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * fabric8's mock API server, which keeps what it is given; logs of pods, which it does not know, are answered from here. It
 * runs nothing: what a controller and a kubelet would do, the test does.
 */
final class ApiServer implements AutoCloseable {
    static final String NAMESPACE = "shop";

    private static final Pattern LOG = Pattern.compile(".*/pods/([^/]+)/log(\\?.*)?");

    private final Map<String, String> logs = new ConcurrentHashMap<>();
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private volatile int refusal;
    private volatile boolean keeping;

    ApiServer() {
        server = new KubernetesMockServer(
                new Context(),
                new MockWebServer(),
                new HashMap<>(),
                new KubernetesMixedDispatcher(new HashMap<>()) {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        requests.add(request);
                        if (refusal != 0) {
                            return new MockResponse().setResponseCode(refusal);
                        }
                        if (keeping && request.getMethod().equals("DELETE")) {
                            return new MockResponse().setResponseCode(HttpURLConnection.HTTP_FORBIDDEN);
                        }
                        Matcher log = LOG.matcher(request.getPath());
                        return log.matches()
                                ? new MockResponse().setResponseCode(200).setBody(logs.getOrDefault(log.group(1), ""))
                                : super.dispatch(request);
                    }
                },
                false);
        server.init();
        client = server.createClient();
    }

    KubernetesClient client() {
        return client;
    }

    /** Answers everything with this status; 0 ends it. */
    void refuse(int status) {
        refusal = status;
    }

    /** Whether nothing can be removed. */
    void keep(boolean everything) {
        keeping = everything;
    }

    /** What was asked, as {@code GET /api/v1/…}. */
    List<String> requests() {
        return requests.stream()
                .map(request -> request.getMethod() + " " + request.getPath().replaceAll("\\?.*", ""))
                .toList();
    }

    /** As kubectl does it. */
    void apply(HasMetadata manifest) {
        client.resource(manifest).inNamespace(NAMESPACE).create();
    }

    List<String> claims() {
        return client.persistentVolumeClaims().inNamespace(NAMESPACE).list().getItems().stream()
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }

    List<Job> jobs() {
        return client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
    }

    /** As the controller of Jobs and a kubelet do it. */
    Pod startPod(Job job, String name) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withLabels(job.getSpec().getTemplate().getMetadata().getLabels())
                .endMetadata()
                .withSpec(job.getSpec().getTemplate().getSpec())
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
        return client.resource(pod).create();
    }

    void log(String pod, String text) {
        logs.put(pod, text);
    }

    /** Its container has ended well; the manifest stays until somebody removes it. */
    void endPod(String name) {
        client.pods()
                .inNamespace(NAMESPACE)
                .withName(name)
                .edit(pod -> new PodBuilder(pod)
                        .editStatus()
                        .withPhase("Succeeded")
                        .endStatus()
                        .build());
    }

    /** @param type {@code Complete} or {@code Failed} */
    void end(Job job, String type, String reason) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .withName(job.getMetadata().getName())
                .edit(before -> new JobBuilder(before)
                        .withNewStatus()
                        .addNewCondition()
                        .withType(type)
                        .withStatus("True")
                        .withReason(reason)
                        .endCondition()
                        .endStatus()
                        .build());
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
