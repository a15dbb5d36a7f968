package org.theorder.lifeboat.restore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.run.FinishedRestore;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.run.Restorer;

/** Requests, run to their end and settled. */
public final class Restores {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Restores() {}

    public static RestoreRequested request(RecoveryTarget target, Path directory) {
        return request(target, directory, null, null, RestoreMode.LIVE);
    }

    public static RestoreRequested request(
            RecoveryTarget target,
            Path directory,
            @Nullable Integer port,
            @Nullable RegionName region,
            RestoreMode mode) {
        return new RestoreRequested(
                new RestoreId("test-" + NUMBER.incrementAndGet()),
                TestRepository.SHOP,
                target,
                region,
                new RestoreRequested.Place(directory.toString(), port),
                mode,
                null,
                "test");
    }

    /** The same request into another place. */
    public static RestoreRequested at(RestoreRequested request, RestoreRequested.Place place) {
        return new RestoreRequested(
                request.restoreId(),
                request.cluster(),
                request.target(),
                request.timeline(),
                request.region(),
                place,
                request.mode(),
                null,
                "test");
    }

    /** The same request with a tablespace elsewhere. */
    public static RestoreRequested mapped(RestoreRequested request, String tablespace, Path place) {
        return at(
                request,
                new RestoreRequested.Place(
                        request.place().directory(),
                        null,
                        List.of(new RestoreRequested.TablespacePlace(tablespace, place.toString())),
                        null));
    }

    public static RestoreOutcome run(Restorer restorer, RestoreRequested request) throws InterruptedException {
        Instant now = Clock.systemUTC().instant();
        try (FinishedRestore finished = restorer.run(request, now, new Progress())) {
            finished.settle();
            return finished.outcome();
        }
    }

    public static RestoreOutcome.Restored passes(Restorer restorer, RestoreRequested request)
            throws InterruptedException {
        RestoreOutcome outcome = run(restorer, request);
        assertThat(outcome).isInstanceOf(RestoreOutcome.Restored.class);
        return (RestoreOutcome.Restored) outcome;
    }

    public static RestoreOutcome.Failed fails(Restorer restorer, RestoreRequested request, ErrorCode code)
            throws InterruptedException {
        RestoreOutcome outcome = run(restorer, request);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RestoreOutcome.Failed.class,
                        failed -> assertThat(failed.code()).as(failed.message()).isEqualTo(code));
        return (RestoreOutcome.Failed) outcome;
    }

    public static RestoreOutcome.Refused isRefused(Restorer restorer, RestoreRequested request, ErrorCode code)
            throws InterruptedException {
        RestoreOutcome outcome = run(restorer, request);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RestoreOutcome.Refused.class,
                        refused ->
                                assertThat(refused.code()).as(refused.message()).isEqualTo(code));
        return (RestoreOutcome.Refused) outcome;
    }
}
