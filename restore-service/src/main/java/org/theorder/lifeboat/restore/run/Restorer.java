package org.theorder.lifeboat.restore.run;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.place.Destination;
import org.theorder.lifeboat.restore.place.TargetDirectory;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.point.RestorePlan;
import org.theorder.lifeboat.restore.postgres.Installations;
import org.theorder.lifeboat.restore.postgres.PublicStart;

/**
 * Makes restores, each from its request to the verified server. Knows no database of ours and no Kafka.
 *
 * @param installations the programs that restored clusters are started with
 */
public record Restorer(RestoreSettings settings, PointChooser chooser, Installations installations, Clock clock)
        implements RestoreExecutor {
    @Override
    public void check(RestoreRequested request) {
        Destination.of(request, settings.allowed());
        Integer port = request.place().port();
        if (port != null) {
            PublicStart.checkPort(port);
        }
    }

    @Override
    public FinishedRestore run(RestoreRequested request, Instant requestedAt, Progress progress)
            throws InterruptedException {
        return new RestoreRun(this, request, requestedAt, progress, Optional.empty()).toItsEnd();
    }

    /**
     * The same along a way that was chosen just now for this request, so that nothing is read twice.
     *
     * @throws InterruptedException as {@link #run(RestoreRequested, Instant, Progress)}
     */
    public FinishedRestore run(RestoreRequested request, Instant requestedAt, Progress progress, RestorePlan chosen)
            throws InterruptedException {
        return new RestoreRun(this, request, requestedAt, progress, Optional.of(chosen)).toItsEnd();
    }

    @Override
    public boolean isDecided(RestoreRequested request) {
        return destination(request)
                .flatMap(destination -> TargetDirectory.outcomeIn(destination.directory(), request.restoreId()))
                .isPresent();
    }

    @Override
    public void discard(RestoreRequested request) {
        destination(request)
                .ifPresent(destination ->
                        TargetDirectory.discard(destination, request.restoreId(), installations.newest()));
    }

    /** Empty if it may not be written; then nothing was. */
    private Optional<Destination> destination(RestoreRequested request) {
        try {
            return Optional.of(Destination.of(request, settings.allowed()));
        } catch (LifeboatException e) {
            return Optional.empty();
        }
    }
}
