package org.theorder.lifeboat.backup.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Work that takes moments with a small cluster and hours with a large one. What is done soon is answered at once; for the
 * rest the answer is a place to look, because no connection waits that long ({@code quarkus.http.idle-timeout}).
 */
@ApplicationScoped
public class UpkeepRequests {
    /** Well below the minute after which a connection on which nothing comes is closed. */
    private static final int LONGEST_WAIT_SECONDS = 45;

    private final UpkeepRequestStore store;
    private final UpkeepWorker worker;

    UpkeepRequests(UpkeepRequestStore store, UpkeepWorker worker) {
        this.store = store;
        this.worker = worker;
    }

    /**
     * Does the work on a thread of its own, whether or not somebody still waits for it. Of what is done once at a time, and
     * is not over yet, this answers where to look.
     *
     * @param cluster null if it is about all of them
     * @param backup null if it is about all of them
     * @param waitSeconds for how long the answer may wait for the end, up to 45
     * @return 200 with what the work returned, or 202 with the request and its location
     * @throws LifeboatException what the work threw, if it did so soon
     */
    public Response answer(
            UpkeepRequest.Task task, @Nullable ClusterName cluster, @Nullable BackupId backup, int waitSeconds) {
        UUID id = UUID.randomUUID();
        if (!store.request(id, task, cluster, backup)) {
            return accepted(underWay(task, cluster));
        }
        UpkeepRequest request = get(cluster, id);
        CompletableFuture<Object> result = worker.begin(request);
        try {
            return Response.ok(result.get(Math.clamp(waitSeconds, 0, LONGEST_WAIT_SECONDS), TimeUnit.SECONDS))
                    .build();
        } catch (TimeoutException e) {
            return accepted(get(cluster, id));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "the service stops", e);
        }
    }

    /** The newest one of its kind: the one that kept another from being written down, over by now or not. */
    private UpkeepRequest underWay(UpkeepRequest.Task task, @Nullable ClusterName cluster) {
        return newest(cluster).stream()
                .filter(request -> request.task() == task)
                .findFirst()
                .orElseThrow();
    }

    private static Response accepted(UpkeepRequest request) {
        String place =
                request.cluster() == null ? "/catalogue/rebuild/" : "/clusters/" + request.cluster() + "/upkeep/";
        return Response.accepted(request)
                .location(URI.create(place + request.id()))
                .build();
    }

    /** What was asked for in the last month, the newest first. */
    public List<UpkeepRequest> newest(@Nullable ClusterName cluster) {
        return store.newest(cluster);
    }

    /** @throws LifeboatException NOT_FOUND if it was never asked for, or longer than a month ago */
    public UpkeepRequest get(@Nullable ClusterName cluster, UUID id) {
        return store.find(cluster, id)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NOT_FOUND,
                        "nothing was asked for with id " + id + "; GET "
                                + (cluster == null ? "/catalogue/rebuild" : "/clusters/" + cluster + "/upkeep")
                                + " lists what was"));
    }
}
