package org.theorder.lifeboat.restore.point;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalFetch;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.wal.WalFile;
import org.theorder.lifeboat.restore.wal.WalSource;

/**
 * The WAL of a {@link WalPath} out of the repository: each file from the first region that has it whole. What fails is tried
 * again for a while, because a storage that stutters must not cost a restore.
 */
public final class RepositoryWal implements WalSource {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryWal.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final WalPath path;
    private final List<Storage> regions;
    private final ClusterKeys keys;
    private final Identities identities;
    private final Duration patience;

    /** @param patience how long a file that cannot be read anywhere is tried again */
    RepositoryWal(WalPath path, List<Storage> regions, ClusterKeys keys, Identities identities, Duration patience) {
        this.path = path;
        this.regions = List.copyOf(regions);
        this.keys = keys;
        this.identities = identities;
        this.patience = patience;
    }

    @Override
    public boolean has(WalFile file) {
        return path.has(file);
    }

    @Override
    public Optional<WalFile.Segment> after(WalFile.Segment segment) {
        return WalSegment.tryParse(segment.name(), path.segmentBytes())
                .flatMap(path::after)
                .map(next -> new WalFile.Segment(next.name()));
    }

    @Override
    public void fetch(WalFile file, Path destination) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                fetchOnce(file, destination);
                return;
            } catch (LifeboatException e) {
                boolean mayPass =
                        e.code() == ErrorCode.STORE_UNREACHABLE || e.code().kind() == ErrorCode.Kind.TRANSIENT;
                if (!mayPass || System.nanoTime() > deadline) {
                    throw e;
                }
                LOG.info(
                        "WAL cannot be read right now and is tried again file={} reason={}",
                        file.name(),
                        e.explanation());
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }

    /** Asks one region after the other; only one that has all that is needed counts. */
    private void fetchOnce(WalFile file, Path destination) {
        Optional<WalSegment> segment = WalSegment.tryParse(file.name(), path.segmentBytes());
        LifeboatException first = null;
        for (Storage region : inOrder(segment)) {
            try {
                WalFetch answer = new WalReader(List.of(region), keys, path.segmentBytes(), identities)
                        .fetch(file.name(), destination);
                if (answer instanceof WalFetch.Fetched fetched && isWhole(fetched, segment, region.region())) {
                    return;
                }
                discard(destination);
            } catch (LifeboatException e) {
                if (e.code() == ErrorCode.NO_SPACE) {
                    throw e; // here, whichever region is read
                }
                first = first == null || first.code().kind() == ErrorCode.Kind.CORRUPT ? e : first;
            }
        }
        throw first == null ? vanished(file) : explained(file, first);
    }

    private List<Storage> inOrder(Optional<WalSegment> segment) {
        if (segment.isEmpty()) {
            return regions;
        }
        List<RegionName> order =
                path.order(segment.get(), regions.stream().map(Storage::region).toList());
        List<Storage> sorted = new ArrayList<>(regions);
        sorted.sort((one, other) -> order.indexOf(one.region()) - order.indexOf(other.region()));
        return sorted;
    }

    private boolean isWhole(WalFetch.Fetched fetched, Optional<WalSegment> segment, RegionName region) {
        return fetched.complete()
                || segment.map(each -> path.isWhole(each, region)).orElse(true);
    }

    private static void discard(Path destination) {
        try {
            Files.deleteIfExists(destination);
        } catch (IOException e) {
            throw FileErrors.explained("removing " + destination, e);
        }
    }

    private static LifeboatException vanished(WalFile file) {
        return new LifeboatException(
                ErrorCode.WAL_GAP,
                "WAL file " + file.name() + " was in the repository when the restore began, and is not there any more;"
                        + " recovery stops, because this is not the end of the WAL");
    }

    private static LifeboatException explained(WalFile file, @Nullable LifeboatException cause) {
        LifeboatException known = cause == null ? vanished(file) : cause;
        return new LifeboatException(
                known.code(),
                "WAL file " + file.name() + " cannot be read from any region: " + known.explanation(),
                known);
    }
}
