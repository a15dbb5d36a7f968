package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.ProcessTable;

/**
 * The packaged backup-service in a process of its own, with the database and the Kafka that it needs and nothing else:
 * what benchmarks measure and crash tests kill.
 */
public final class BackupServiceAlone implements AutoCloseable {
    private static final List<String> REGIONS = List.of("primary", "dr");

    private final Home home;
    private final Home.Data data;
    private final Map<PortName, Integer> ports;
    private final List<Part> servers;
    private @Nullable ServicePart service;
    private long pid;

    private BackupServiceAlone(Home home, Map<PortName, Integer> ports) {
        this.home = home;
        this.data = home.data("alone");
        this.ports = ports;
        this.servers = List.of(
                new SuiteDatabasePart(home, data, port(PortName.POSTGRES)),
                new KafkaPart(
                        data.kafka(),
                        home.log("kafka"),
                        port(PortName.KAFKA),
                        port(PortName.KAFKA_CONTROLLER),
                        List.of()));
    }

    /** Starts the database and Kafka, both empty, and makes two empty regions, {@code primary} and {@code dr}. */
    public static BackupServiceAlone prepare(Home home, Clock clock) {
        home.create();
        Map<PortName, Integer> ports = new EnumMap<>(PortName.class);
        for (PortName name : PortName.values()) {
            ports.put(name, FreePorts.next());
        }
        BackupServiceAlone alone = new BackupServiceAlone(home, ports);
        try {
            Folders.delete(alone.data.root());
            Folders.make(alone.data.region("primary").resolveSibling("."));
            Folders.make(home.root().resolve("tmp"));
            AccessTokens.keep(home);
            REGIONS.forEach(region -> FileStorage.initialize(alone.data.region(region), new RegionName(region), clock));
            alone.servers.forEach(part -> part.start(launched -> {}));
            return alone;
        } catch (RuntimeException e) {
            alone.close();
            throw e;
        }
    }

    /**
     * Starts the service, as soon as it is ready.
     *
     * @param keys configuration beside what it needs to run: clusters, {@code lifeboat.backup.*}, …
     */
    public void start(Map<String, String> keys) {
        Map<String, String> all =
                new TreeMap<>(new ServiceConfigurations(home, data, ports, false).alone(Service.BACKUP));
        all.putAll(keys);
        try {
            Secrets.writePrivately(
                    home.configuration(Service.BACKUP.wireName()), ServiceConfigurations.properties(all));
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.NO_SPACE, "the configuration cannot be written: " + e.getMessage(), e);
        }
        ServicePart started =
                new ServicePart(home, Service.BACKUP, port(PortName.BACKUP), Service.BACKUP.javaOptions());
        service = started;
        pid = started.start(launched -> pid = launched);
    }

    /** The service's process id. */
    public long pid() {
        return pid;
    }

    /** Where it listens, for example {@code http://127.0.0.1:8081}. */
    public String address() {
        return "http://127.0.0.1:" + port(PortName.BACKUP);
    }

    /** The bearer token of a person who may do everything. */
    public String operatorToken() {
        return Secrets.keep(home.token("operator"));
    }

    /** The data on disk: {@code region("primary")} and {@code region("dr")}. */
    public Home.Data data() {
        return data;
    }

    /** Ends the service in good order; the database and Kafka stay. */
    public void stop() {
        ServicePart running = service;
        if (running != null) {
            running.stop();
            service = null;
        }
    }

    /** SIGKILL for the service: it has no moment to put anything in order. */
    public void killHard() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        ProcessTable.awaitEnd(pid, Duration.ofSeconds(10));
        service = null;
    }

    private int port(PortName name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalStateException("no port for " + name.wireName());
        }
        return port;
    }

    @Override
    public void close() {
        stop();
        servers.reversed().forEach(Part::stop);
    }
}
