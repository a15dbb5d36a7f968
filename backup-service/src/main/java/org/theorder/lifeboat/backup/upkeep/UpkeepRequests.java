package org.theorder.lifeboat.backup.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    private static final Logger LOG = LoggerFactory.getLogger(UpkeepRequests.class);

    /** Well below the minute after which a connection on which nothing comes is closed. */
    private static final int LONGEST_WAIT_SECONDS = 45;

    private static final long WRITING_NANOS = Duration.ofHours(1).toNanos();
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final UpkeepRequestStore store;

    UpkeepRequests(UpkeepRequestStore store) {
        this.store = store;
    }

    /**
     * Does the work on a thread of its own, whether or not somebody still waits for it.
     *
     * @param waitSeconds for how long the answer may wait for the end, up to 45
     * @return 200 with what the work returned, or 202 with the request and its location
     * @throws LifeboatException what the work threw, if it did so soon
     */
    public Response answer(
            ClusterName cluster,
            UpkeepRequest.Task task,
            @Nullable BackupId backup,
            int waitSeconds,
            Supplier<?> work) {
        CompletableFuture<Object> result = CompletableFuture.supplyAsync(
                work::get, begun -> Thread.ofVirtual().name("upkeep-" + cluster).start(begun));
        try {
            return Response.ok(result.get(Math.clamp(waitSeconds, 0, LONGEST_WAIT_SECONDS), TimeUnit.SECONDS))
                    .build();
        } catch (TimeoutException e) {
            return accepted(cluster, task, backup, result);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "the service stops", e);
        }
    }

    private Response accepted(
            ClusterName cluster, UpkeepRequest.Task task, @Nullable BackupId backup, CompletableFuture<Object> result) {
        UUID id = UUID.randomUUID();
        UpkeepRequest request = store.begun(id, cluster, task, backup);
        var _ = result.whenCompleteAsync((done, failure) -> ended(request, done, failure), Thread::startVirtualThread);
        return Response.accepted(request)
                .location(URI.create("/clusters/" + cluster + "/upkeep/" + id))
                .build();
    }

    private void ended(UpkeepRequest request, @Nullable Object done, @Nullable Throwable failure) {
        switch (failure instanceof CompletionException wrapped ? wrapped.getCause() : failure) {
            case null -> write(request, () -> store.done(request.id(), done));
            case LifeboatException reason ->
                write(request, () -> store.failed(request.id(), reason.code(), reason.explanation()));
            case Throwable defect -> {
                LOG.error("a defect ended a request cluster={} task={}", request.cluster(), request.task(), defect);
                write(
                        request,
                        () -> store.failed(
                                request.id(), ErrorCode.INTERNAL, "an internal error; see the service's log"));
            }
        }
    }

    /** The database may be away; what was done stays worth knowing for a while. */
    private static void write(UpkeepRequest request, Runnable end) {
        long deadline = System.nanoTime() + WRITING_NANOS;
        while (true) {
            try {
                end.run();
                return;
            } catch (LifeboatException e) {
                if (System.nanoTime() > deadline) {
                    LOG.warn(
                            "the end of a request was not written down cluster={} task={} reason={}",
                            request.cluster(),
                            request.task(),
                            e.explanation());
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
