package org.theorder.lifeboat.monitor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.WatchEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.servers.KubernetesApi;

class ResourceWatchTest {
    private static final String PODS = "/api/v1/namespaces/shop/pods";

    /** The API server has forgotten the place in its history from which we follow: 410 Gone. */
    @Test
    void listsAnewWhenItsPlaceInHistoryIsGone() {
        try (KubernetesApi api = KubernetesApi.start()) {
            KubernetesApi.runningPod(api.client(), "shop", "checkout", "new", 0);
            Pod old = api.client().pods().inNamespace("shop").withName("new").get();
            old.getMetadata().setName("old");
            api.server()
                    .expect()
                    .get()
                    .withPath(PODS)
                    .andReturn(
                            200,
                            new PodListBuilder()
                                    .withNewMetadata()
                                    .withResourceVersion("1")
                                    .endMetadata()
                                    .withItems(old)
                                    .build())
                    .once();
            api.server()
                    .expect()
                    .get()
                    .withPath(PODS + "?allowWatchBookmarks=true&resourceVersion=1&watch=true")
                    .andUpgradeToWebSocket()
                    .open()
                    .waitFor(200)
                    .andEmit(new WatchEvent(
                            new StatusBuilder()
                                    .withCode(410)
                                    .withReason("Expired")
                                    .withMessage("too old resource version: 1 (2)")
                                    .build(),
                            "ERROR"))
                    .done()
                    .once();

            try (var watch =
                    new ResourceWatch<>("pods of shop", api.client().pods().inNamespace("shop"))) {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(watch.sight())
                                .isInstanceOfSatisfying(
                                        ResourceWatch.Sight.Clear.class,
                                        clear -> assertThat(names(clear)).containsExactly("new")));
            }
        }
    }

    private static List<String> names(ResourceWatch.Sight.Clear<?> clear) {
        return clear.all().stream()
                .map(HasMetadata.class::cast)
                .map(item -> item.getMetadata().getName())
                .toList();
    }
}
