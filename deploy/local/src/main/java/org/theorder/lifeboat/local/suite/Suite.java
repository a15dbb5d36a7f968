package org.theorder.lifeboat.local.suite;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.SuiteState.Phase;
import org.theorder.lifeboat.servers.Postmaster;

/** The suite as the command line sees it: brings it up in a process of its own, looks at it, brings it down. */
public final class Suite {
    private static final Duration START_LIMIT = Duration.ofSeconds(150);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(100);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long MEBIBYTE = 1L << 20;

    private final Home home;
    private final Clock clock;
    private final StateFile stateFile;

    public Suite(Home home, Clock clock) {
        this.home = home;
        this.clock = clock;
        this.stateFile = new StateFile(home);
    }

    public Home home() {
        return home;
    }

    public SuiteState state() {
        return stateFile.read().orElseGet(() -> SuiteState.none(clock.instant()));
    }

    public Home.Data data() {
        return home.data(state().kind());
    }

    /** The password of role {@code shop} in the shop's database. */
    public String shopPassword() {
        return Secrets.keep(home.secret("shop"));
    }

    /** The bearer token of a person who may do everything. */
    public String operatorToken() {
        return Secrets.keep(home.token("operator"));
    }

    public boolean isUp() {
        SuiteState state = state();
        return state.supervised() && state.phase() == Phase.UP;
    }

    /**
     * What to start.
     *
     * @param kind whose data: {@code suite} is kept from run to run, {@code demo} begins empty
     * @param ports chosen by somebody; the others are free ones
     * @param freeSpaceMebibytes what the disk must have
     */
    public record Request(String kind, boolean beginEmpty, Map<PortName, Integer> ports, long freeSpaceMebibytes) {}

    /**
     * Starts everything and returns when all of it is healthy.
     *
     * @param watcher is told the state while it starts
     * @throws LifeboatException saying what, where and what to do; nothing is left running then. ALREADY_EXISTS if the
     *     suite is up.
     */
    public void up(Request request, Consumer<SuiteState> watcher) {
        home.create();
        Path lockFile = home.root().resolve("up.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null || state().supervised()) {
                throw new LifeboatException(
                        ErrorCode.ALREADY_EXISTS,
                        "Lifeboat is up already: ./lifeboat status shows it, ./lifeboat down ends it");
            }
            endLeftovers();
            requireSpace(request.freeSpaceMebibytes());
            Map<PortName, Integer> ports = new Ports().choose(request.ports(), state().ports());
            if (request.beginEmpty()) {
                Folders.delete(home.data(request.kind()).root());
            }
            keepPreviousLogs();
            stateFile.write(
                    new SuiteState(request.kind(), Phase.STARTING, null, null, clock.instant(), ports, List.of()));
            awaitStart(launchSupervisor(), watcher);
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, home.root() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Each start has its own logs; those of the start before are beside them. */
    private void keepPreviousLogs() throws IOException {
        for (Path log : Folders.list(home.logs())) {
            if (log.toString().endsWith(".log")) {
                Files.move(
                        log, log.resolveSibling(log.getFileName() + ".previous"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void requireSpace(long mebibytes) {
        long free = home.root().toFile().getUsableSpace() / MEBIBYTE;
        if (free < mebibytes) {
            throw new LifeboatException(
                    ErrorCode.NO_SPACE,
                    "only " + free + " MB are free under " + home.root() + ", and " + mebibytes
                            + " MB are needed: make room, or set LIFEBOAT_HOME to a folder on another disk");
        }
    }

    private Process launchSupervisor() {
        File log = home.log("supervisor").toFile();
        try {
            return new ProcessBuilder(
                            "setsid",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dlifeboat.cache=" + home.cache(),
                            "-D" + Blueprint.KEEPS_CLASSES + "=" + Boolean.getBoolean(Blueprint.KEEPS_CLASSES),
                            "-cp",
                            ownClassPath(),
                            "org.theorder.lifeboat.local.Lifeboat",
                            "--home",
                            home.root().toString(),
                            "--project",
                            home.project().toString(),
                            "supervise")
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(log)
                    .start();
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, "the supervisor could not be started: " + e.getMessage(), e);
        }
    }

    private static String ownClassPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    }

    private void awaitStart(Process supervisor, Consumer<SuiteState> watcher) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        SuiteState state = state();
        while (state.phase() == Phase.STARTING && supervisor.isAlive() && System.nanoTime() < deadline) {
            watcher.accept(state);
            try {
                supervisor.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            state = state();
        }
        watcher.accept(state);
        if (state.phase() != Phase.UP) {
            String reason = state.failure();
            down();
            throw new LifeboatException(
                    ErrorCode.INTERNAL,
                    reason == null ? "the suite did not start; " + home.log("supervisor") + " says why" : reason);
        }
    }

    /**
     * Ends everything that {@link #up} started, also after its supervisor was killed.
     *
     * @return whether there was anything to end
     */
    public boolean down() {
        SuiteState state = state();
        boolean any = state.supervised();
        ProcessIdentity supervisor = state.supervisor();
        if (supervisor != null) {
            supervisor.end(STOP_LIMIT);
        }
        boolean leftovers = endLeftovers();
        return any || leftovers;
    }

    /** Ends what a supervisor that was killed has left behind. */
    private boolean endLeftovers() {
        SuiteState state = state();
        List<SuiteState.Running> processes = state.processes().stream()
                .filter(process -> process.identity().isAlive())
                .toList();
        processes.stream()
                .filter(process -> process.port() != PortName.SHOP && process.port() != PortName.POSTGRES)
                .parallel()
                .forEach(process -> process.identity().end(Duration.ofSeconds(10)));
        List<Postmaster> postmasters = RestoredServers.all(home.data(state.kind()));
        postmasters.forEach(Postmaster::stop);
        if (state.phase() == Phase.UP || state.phase() == Phase.STARTING) {
            stateFile.update(current -> current.in(Phase.DOWN, null, clock.instant()));
        }
        return !processes.isEmpty() || !postmasters.isEmpty();
    }

    /** Becomes the supervisor; returns its exit code when the suite has ended. */
    public int supervise() {
        stateFile.update(current -> new SuiteState(
                current.kind(),
                current.phase(),
                null,
                ProcessIdentity.current(),
                current.since(),
                current.ports(),
                current.processes()));
        Blueprint blueprint;
        try {
            blueprint = Blueprint.prepare(home, state(), clock);
        } catch (LifeboatException e) {
            stateFile.update(current -> current.in(Phase.FAILED, e.explanation(), clock.instant()));
            return 1;
        }
        return new Supervisor(home, clock, blueprint).run();
    }
}
