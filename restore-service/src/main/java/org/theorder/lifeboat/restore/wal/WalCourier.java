package org.theorder.lifeboat.restore.wal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Brings a recovering server its WAL: answers what the {@code restore_command} asks for, and fetches the next segments ahead,
 * in parallel, so that replay does not wait. Disk: {@link Settings#ahead()} segments.
 */
public final class WalCourier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WalCourier.class);
    private static final Duration POLL = Duration.ofMillis(5);

    /**
     * How it works.
     *
     * @param ahead segments that lie ready before they are asked for
     * @param threads segments that are fetched at the same time
     * @param patience how long the {@code restore_command} waits for one file before it stops the server
     */
    public record Settings(int ahead, int threads, Duration patience) {
        /** The same with one thread. */
        public Settings onOneThread() {
            return new Settings(ahead, 1, patience);
        }
    }

    private final WalSource source;
    private final Spool spool;
    private final Settings settings;
    private final Thread loop;
    private final ExecutorService fetchers;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable LifeboatException> failure = new AtomicReference<>();

    /** The newest segment that was asked for or fetched ahead; where fetching ahead goes on. */
    private WalFile.@Nullable Segment front;

    private volatile Duration waited = Duration.ZERO;

    /** What comes next could not be fetched; whether that matters is known when the server asks for it. */
    private volatile boolean endedAhead;

    private WalCourier(WalSource source, Spool spool, Settings settings) {
        this.source = source;
        this.spool = spool;
        this.settings = settings;
        this.fetchers = Executors.newFixedThreadPool(
                settings.threads(), Thread.ofPlatform().name("wal-fetch-", 0).factory());
        this.loop = Thread.ofPlatform().name("wal-courier").unstarted(this::work);
    }

    /**
     * Starts to answer.
     *
     * @param directory a new directory below the data directory, for the script and the files on their way
     */
    public static WalCourier start(WalSource source, Path dataDirectory, Path directory, Settings settings) {
        try {
            WalCourier courier =
                    new WalCourier(source, Spool.create(dataDirectory, directory, settings.patience()), settings);
            courier.loop.start();
            return courier;
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.NO_SPACE, "the directory for WAL on its way cannot be made: " + e, e);
        }
    }

    /** The server's {@code restore_command}. */
    public String restoreCommand() {
        return spool.restoreCommand();
    }

    /** Why WAL cannot be delivered any more; empty while all is well. */
    public Optional<LifeboatException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** For how long the server wanted something that did not lie ready, to the {@link #POLL}. */
    public Duration waited() {
        return waited;
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted() && failure.get() == null) {
                long began = System.nanoTime();
                boolean waiting = answer();
                fetchAhead();
                TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
                if (waiting) {
                    waited = waited.plusNanos(System.nanoTime() - began);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            fail(new LifeboatException(ErrorCode.NO_SPACE, "WAL cannot be handed over to the server: " + e, e));
        } catch (LifeboatException e) {
            fail(e);
        }
    }

    /** @return whether a file is waited for */
    private boolean answer() throws IOException {
        boolean waiting = false;
        for (String name : spool.wanted()) {
            Optional<WalFile> file = WalFile.named(name).filter(source::has);
            if (file.isEmpty()) {
                // what is absent stays absent during a restore, so an answer that nobody takes away does no harm
                spool.isAbsent(name);
            } else {
                deliver(file.get());
                waiting |= underWay.contains(name);
            }
        }
        return waiting;
    }

    private void deliver(WalFile file) throws IOException {
        // the script withdraws its request before it takes the file: whoever is neither under way nor ready, and still
        // wanted after both were looked at, has to be fetched
        if (underWay.contains(file.name())
                || spool.ready().contains(file.name())
                || !spool.wanted().contains(file.name())) {
            return;
        }
        if (file instanceof WalFile.Segment segment) {
            // not what was fetched ahead: the first one, another timeline, or an earlier segment a second time
            for (String stale : spool.ready()) {
                spool.discard(stale);
            }
            front = segment;
            endedAhead = false;
        }
        fetch(file);
    }

    private void fetchAhead() {
        WalFile.Segment from = front;
        while (from != null && !endedAhead && underWay.size() + spool.ready().size() < settings.ahead()) {
            Optional<WalFile.Segment> next = source.after(from);
            if (next.isEmpty()) {
                return;
            }
            fetch(next.get());
            from = next.get();
            front = from;
        }
    }

    private void fetch(WalFile file) {
        if (underWay.add(file.name())) {
            fetchers.execute(() -> fetchNow(file));
        }
    }

    private void fetchNow(WalFile file) {
        try {
            source.fetch(file, spool.fetching(file));
            spool.isReady(file);
            underWay.remove(file.name());
        } catch (LifeboatException e) {
            notFetched(file, e);
        } catch (IOException e) {
            fail(new LifeboatException(ErrorCode.NO_SPACE, "WAL file " + file.name() + " cannot be written: " + e, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What the server has not asked for may lie behind the target of the recovery: damaged there, or encrypted for another
     * identity, it is no reason to fail. If the server asks for it after all, it is fetched once more.
     */
    private void notFetched(WalFile file, LifeboatException reason) {
        try {
            if (spool.wanted().contains(file.name())) {
                fail(reason);
            } else {
                LOG.debug("WAL could not be fetched ahead: {}", reason.explanation());
                endedAhead = true;
                underWay.remove(file.name());
            }
        } catch (UncheckedIOException e) {
            fail(reason);
        }
    }

    private void fail(LifeboatException reason) {
        if (failure.compareAndSet(null, reason)) {
            LOG.warn("WAL cannot be delivered, recovery stops: {}", reason.explanation());
            try {
                spool.hasFailed(reason.explanation());
            } catch (IOException e) {
                LOG.debug("The reason could not be left for the restore command: {}", e.toString());
            }
        }
    }

    /** Stops to answer. The server should be promoted or ended by now. */
    @Override
    public void close() {
        fetchers.shutdownNow();
        loop.interrupt();
        try {
            loop.join(Duration.ofSeconds(10));
            if (!fetchers.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("A WAL file is still being read after the end of a restore");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
