package org.theorder.lifeboat.monitor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * All resources of a kind, listed once and then followed by a watch. Other than an informer of the client library, which
 * connects again in silence and goes on showing what it knew, it says when it does not see: the watch broke, or its place in
 * history is gone (410). Then it lists anew.
 *
 * @param <T> the kind
 * @param <L> its list
 */
final class ResourceWatch<T extends HasMetadata, L extends KubernetesResourceList<T>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceWatch.class);
    /** A connection that died without a sign is noticed after that at the latest. */
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(2);

    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final String what;
    private final FilterWatchListDeletable<T, L, ?> resources;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Sight<T> sight = new Sight.None<>("not listed yet");

    /** What is known at this moment. */
    sealed interface Sight<T> {
        /** Everything that is there, kept up to date. */
        record Clear<T>(Map<String, T> byName) implements Sight<T> {
            List<T> all() {
                return List.copyOf(byName.values());
            }
        }

        /** Nobody knows, and why. */
        record None<T>(String why) implements Sight<T> {}
    }

    /** @param what is watched, for messages, for example {@code pods of shop} */
    ResourceWatch(String what, FilterWatchListDeletable<T, L, ?> resources) {
        this.what = what;
        this.resources = resources;
        this.thread = Thread.ofVirtual().name("watch " + what).start(this::follow);
    }

    Sight<T> sight() {
        return sight;
    }

    private void follow() {
        try {
            while (closing.getCount() > 0) {
                attempt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() throws InterruptedException {
        try {
            Events events = listed();
            if (events.renewed) {
                return;
            }
            lost("the watch of " + what + " broke: " + events.why);
        } catch (KubernetesClientException e) {
            lost(what + " cannot be watched: " + ApiServer.reason(e));
        } catch (RuntimeException e) {
            LOG.error("a watch broke what={}", what, e);
            lost("a defect of monitor-service, see its log: " + e);
        }
        boolean over = closing.await(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        LOG.debug("a watch is tried again what={} over={}", what, over);
    }

    /** One list and the watch that follows it, until that has ended. */
    private Events listed() throws InterruptedException {
        L list = resources.list();
        Map<String, T> byName = new ConcurrentHashMap<>();
        list.getItems().forEach(item -> byName.put(item.getMetadata().getName(), item));
        Events events = new Events(byName);
        var from = new ListOptionsBuilder()
                .withResourceVersion(list.getMetadata().getResourceVersion())
                .build();
        try (Watch watch = resources.watch(from, events)) {
            sight = new Sight.Clear<>(byName);
            events.renewed = !events.ended.await(RENEWED_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("watch ended what={} watch={}", what, watch);
        }
        return events;
    }

    private void lost(String why) {
        if (sight instanceof Sight.Clear<T>) {
            LOG.warn("a watch is lost and is taken up again what={} reason={}", what, why);
        }
        sight = new Sight.None<>(why);
    }

    /** What one watch brings. */
    private final class Events implements Watcher<T> {
        private final Map<String, T> byName;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile String why = "the API server ended it";
        private boolean renewed;

        Events(Map<String, T> byName) {
            this.byName = byName;
        }

        @Override
        public void eventReceived(Action action, T resource) {
            switch (action) {
                case ADDED, MODIFIED -> byName.put(resource.getMetadata().getName(), resource);
                case DELETED -> byName.remove(resource.getMetadata().getName());
                case BOOKMARK -> {}
                case ERROR -> ended.countDown();
            }
        }

        /** It shall end, so that we know of it. */
        @Override
        public boolean reconnecting() {
            return false;
        }

        @Override
        public void onClose() {
            ended.countDown();
        }

        @Override
        public void onClose(WatcherException cause) {
            why = Wording.line(String.valueOf(cause.getMessage()));
            ended.countDown();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
