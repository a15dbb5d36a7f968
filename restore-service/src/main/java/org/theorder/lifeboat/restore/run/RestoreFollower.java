package org.theorder.lifeboat.restore.run;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.outbox.Routine;
import org.theorder.lifeboat.restore.kubernetes.KubernetesConfiguration;

/**
 * Looks after the restores that are made elsewhere, each on a thread that mostly waits. They take nothing of this machine, so
 * they take no turn of {@link RestoreWorker} either.
 */
@ApplicationScoped
class RestoreFollower implements Routine {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreFollower.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final RestoreStore store;
    private final RestoreJob job;
    private final int most;
    private final Set<RestoreId> followed = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    RestoreFollower(RestoreStore store, RestoreJob job, KubernetesConfiguration configuration) {
        this.store = store;
        this.job = job;
        this.most = RestorerProducer.within("lifeboat.kubernetes.most-jobs", configuration.mostJobs(), 1, 100);
    }

    @Override
    public String name() {
        return "restore-follower";
    }

    @Override
    public void round() throws InterruptedException {
        for (Restore restore : store.open()) {
            if (restore.isElsewhere()
                    && followed.size() < most
                    && followed.add(restore.request().restoreId())) {
                threads.execute(() -> follow(restore));
            }
        }
        Thread.sleep(PAUSE);
    }

    private void follow(Restore restore) {
        RestoreId id = restore.request().restoreId();
        try {
            job.attempt(restore);
        } catch (LifeboatException e) {
            LOG.warn("Restore pauses restoreId={} code={} reason={}", id, e.code(), e.explanation());
        } catch (RuntimeException e) {
            LOG.error("Restore pauses because of a defect restoreId={}", id, e);
        } finally {
            followed.remove(id);
        }
    }

    // after the rounds have ended: nothing is begun any more
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) throws InterruptedException {
        threads.shutdownNow();
        if (!threads.awaitTermination(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("Restores that are made elsewhere were not let go in time count={}", followed.size());
        }
    }
}
