package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.ProcessTable;

/** One process of a packaged service, maybe among others with the same database and Kafka. */
public final class ServiceReplica {
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Home home;
    private final Service service;
    private final String name;
    private final int port;
    private final Map<String, String> base;
    private @Nullable ServicePart process;
    private long pid;

    /**
     * @param name of its configuration and its log
     * @param base configuration that it shares with the others
     */
    ServiceReplica(Home home, Service service, String name, int port, Map<String, String> base) {
        this.home = home;
        this.service = service;
        this.name = name;
        this.port = port;
        this.base = base;
    }

    /**
     * Starts it, as soon as it is ready.
     *
     * @param keys configuration beside what it needs to run: clusters, {@code lifeboat.backup.*}, …
     * @param javaOptions beside those of a laptop, and stronger
     */
    public void start(Map<String, String> keys, List<String> javaOptions) {
        start(keys, javaOptions, null);
    }

    /**
     * Starts it with the classes that it had loaded before, as the suite does.
     *
     * @param classes of no other process
     */
    public void start(Map<String, String> keys, ClassArchive classes) {
        start(keys, List.of(), classes);
    }

    private void start(Map<String, String> keys, List<String> javaOptions, @Nullable ClassArchive classes) {
        Map<String, String> all = new TreeMap<>(base);
        all.put("quarkus.http.port", String.valueOf(port));
        all.putAll(keys);
        try {
            Secrets.writePrivately(home.configuration(name), ServiceConfigurations.properties(all));
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.NO_SPACE, "the configuration cannot be written: " + e.getMessage(), e);
        }
        ServicePart started = new ServicePart(
                home,
                service,
                name,
                port,
                Stream.concat(service.javaOptions().stream(), javaOptions.stream())
                        .toList(),
                classes);
        process = started;
        pid = started.start(launched -> pid = launched);
    }

    public void start(Map<String, String> keys) {
        start(keys, List.of());
    }

    /** The process id. */
    public long pid() {
        return pid;
    }

    /** Where it listens, for example {@code http://127.0.0.1:8081}. */
    public String address() {
        return "http://127.0.0.1:" + port;
    }

    /** The bearer token of a person who may do everything. */
    public String operatorToken() {
        return Secrets.keep(home.token("operator"));
    }

    /** Ends it in good order. */
    public void stop() {
        ServicePart running = process;
        if (running != null) {
            running.stop();
            process = null;
        }
    }

    /** SIGKILL: it has no moment to put anything in order. */
    public void killHard() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        ProcessTable.awaitEnd(pid, END_LIMIT);
        awaitFreePort();
        process = null;
    }

    /** The last threads of a killed process may hold its port for a moment after the process is gone. */
    private void awaitFreePort() {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (!FreePorts.isFree(port) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** SIGSTOP: it stands still and knows nothing of it, its connections stay open. */
    public void pause() {
        ProcessTable.pause(pid);
    }

    /** SIGCONT: it goes on where it stood. */
    public void wake() {
        ProcessTable.wake(pid);
    }
}
