package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.SuiteState.Condition;
import org.theorder.lifeboat.local.suite.SuiteState.Phase;
import org.theorder.lifeboat.local.suite.SuiteState.Running;
import org.theorder.lifeboat.servers.Postmaster;

/**
 * Starts all parts, what can go together together; starts again what dies, except the shop's database; ends everything
 * when it is ended. One per {@code .lifeboat}, by a lock on a file.
 */
public final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final Home home;
    private final Clock clock;
    private final StateFile state;
    private final Blueprint blueprint;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean ending;
    private @Nullable Mailbox mailbox;

    Supervisor(Home home, Clock clock, Blueprint blueprint) {
        this.home = home;
        this.clock = clock;
        this.state = new StateFile(home);
        this.blueprint = blueprint;
    }

    /**
     * Runs until it is ended by a signal, or until the start has failed.
     *
     * @return the exit code
     */
    public int run() {
        try (FileChannel channel = FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                LOG.info("another supervisor runs here");
                return 1;
            }
            Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end-suite"));
            return supervise();
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, home.lock() + " cannot be locked: " + e.getMessage(), e);
        }
    }

    private int supervise() {
        try {
            start();
        } catch (LifeboatException e) {
            if (ending) {
                return 1;
            }
            LOG.error("the suite did not start: {}", e.explanation());
            ending = true;
            stopParts();
            state.update(current -> current.in(Phase.FAILED, e.explanation(), clock.instant()));
            return 1;
        }
        state.update(current -> current.in(Phase.UP, null, clock.instant()));
        LOG.info("the suite is up");
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private void start() {
        mailbox = Mailbox.start(home.mail(), blueprint.port(PortName.SMTP), clock);
        CompletableFuture<Object> firstFailure = new CompletableFuture<>();
        CompletableFuture<Void> shop = allOf(List.of(blueprint.shop()), firstFailure);
        CompletableFuture<Void> services = allOf(blueprint.servers(), firstFailure)
                .thenCompose(ready -> allOf(blueprint.services(), firstFailure));
        try {
            CompletableFuture.anyOf(firstFailure, CompletableFuture.allOf(shop, services))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LifeboatException known
                    ? known
                    : new LifeboatException(ErrorCode.INTERNAL, "the suite did not start: " + e.getCause(), e);
        }
    }

    /** Starts parts at the same time. The first failure of all is told without waiting for the others. */
    private CompletableFuture<Void> allOf(List<Part> parts, CompletableFuture<Object> firstFailure) {
        return CompletableFuture.allOf(parts.stream()
                .map(part -> CompletableFuture.runAsync(
                        () -> {
                            try {
                                start(part, 0);
                            } catch (RuntimeException e) {
                                firstFailure.completeExceptionally(e);
                                throw e;
                            }
                        },
                        threads))
                .toArray(CompletableFuture[]::new));
    }

    private void start(Part part, int restarts) {
        long begun = System.nanoTime();
        long pid = part.start(launched -> record(part, ProcessIdentity.of(launched), Condition.STARTING, restarts));
        if (ending) {
            part.stop();
            return;
        }
        record(part, ProcessIdentity.of(pid), Condition.UP, restarts);
        LOG.info(
                "{} is ready after {} ms, pid {}",
                part.name(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                pid);
        threads.execute(() -> {
            ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
            ended(part, pid, restarts);
        });
    }

    private void ended(Part part, long pid, int restarts) {
        if (ending) {
            return;
        }
        LOG.warn("{} has ended, pid {}", part.name(), pid);
        ProcessIdentity gone = new ProcessIdentity(pid, -1);
        if (!part.restartable()) {
            record(part, gone, Condition.DEAD, restarts);
            return;
        }
        for (int attempt = 0; !ending; attempt++) {
            record(part, gone, Condition.RESTARTING, restarts + attempt);
            pause(Backoff.before(attempt));
            try {
                start(part, restarts + attempt + 1);
                return;
            } catch (LifeboatException e) {
                LOG.error("{} did not start again: {}", part.name(), e.explanation());
            }
        }
    }

    private void pause(Duration pause) {
        try {
            if (ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("ending instead of restarting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void record(Part part, ProcessIdentity identity, Condition condition, int restarts) {
        Running running = new Running(part.name(), part.port(), identity, condition, clock.instant(), restarts);
        state.update(current -> current.with(running));
    }

    private void end() {
        if (!ending) {
            ending = true;
            LOG.info("ending the suite");
            stopParts();
            state.update(current -> current.in(Phase.DOWN, null, clock.instant()));
        }
        ended.countDown();
    }

    /** Services first, so that they can still say goodbye to their servers. */
    private void stopParts() {
        stopAll(blueprint.services());
        stopAll(blueprint.servers());
        stopAll(List.of(blueprint.shop()));
        blueprint.restoredServers().forEach(Postmaster::stop);
        if (mailbox != null) {
            mailbox.close();
        }
    }

    private void stopAll(List<Part> parts) {
        CompletableFuture.allOf(parts.stream()
                        .map(part -> CompletableFuture.runAsync(part::stop, threads))
                        .toArray(CompletableFuture[]::new))
                .exceptionally(error -> {
                    LOG.error("not everything could be ended: {}", error.toString());
                    return null;
                })
                .join();
    }
}
