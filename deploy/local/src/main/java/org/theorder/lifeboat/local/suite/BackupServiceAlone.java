package org.theorder.lifeboat.local.suite;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.servers.FreePorts;

/**
 * The packaged backup-service in a process of its own, with the database and the Kafka that it needs and nothing else:
 * what benchmarks measure and crash tests kill.
 */
public final class BackupServiceAlone implements AutoCloseable {
    private static final List<String> REGIONS = List.of("primary", "dr");

    private final Home home;
    private final Home.Data data;
    private final Map<PortName, Integer> ports;
    private final KafkaPart kafka;
    private final SuiteDatabasePart database;
    private final List<ServiceReplica> replicas = new ArrayList<>();
    private long databasePid;

    private BackupServiceAlone(Home home, Map<PortName, Integer> ports) {
        this.home = home;
        this.data = home.data("alone");
        this.ports = ports;
        this.database = new SuiteDatabasePart(home, data, port(PortName.POSTGRES));
        this.kafka = new KafkaPart(
                data.kafka(), home.log("kafka"), port(PortName.KAFKA), port(PortName.KAFKA_CONTROLLER), List.of());
        replicas.add(
                new ServiceReplica(home, Service.BACKUP, Service.BACKUP.wireName(), port(PortName.BACKUP), base()));
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
            alone.databasePid = alone.database.start(launched -> {});
            alone.kafka.start(launched -> {});
            return alone;
        } catch (RuntimeException e) {
            alone.close();
            throw e;
        }
    }

    /** Another replica, not started yet, on the same database, Kafka and regions; ended together with this. */
    public ServiceReplica another(String name) {
        return beside(Service.BACKUP, name, base());
    }

    /** A process of monitor-service, not started yet, on the same database and Kafka; ended together with this. */
    public ServiceReplica monitor(String name) {
        return beside(Service.MONITOR, name, configurations().common(Service.MONITOR));
    }

    private ServiceReplica beside(Service service, String name, Map<String, String> keys) {
        ServiceReplica replica = new ServiceReplica(home, service, name, FreePorts.next(), keys);
        replicas.add(replica);
        return replica;
    }

    /** Where Kafka listens: {@code host:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port(PortName.KAFKA);
    }

    private ServiceConfigurations configurations() {
        return new ServiceConfigurations(home, data, ports, false);
    }

    /**
     * Starts the service, as soon as it is ready.
     *
     * @param keys configuration beside what it needs to run: clusters, {@code lifeboat.backup.*}, …
     */
    public void start(Map<String, String> keys) {
        service().start(keys);
    }

    /** The service itself; there are more if {@link #another} was called. */
    public ServiceReplica service() {
        return replicas.getFirst();
    }

    /**
     * Starts the packaged restore-service beside it, on the same regions.
     *
     * @param keys configuration beside what it needs to run
     */
    public RestoreServiceAlone startRestores(Map<String, String> keys) {
        ServiceConfigurations configurations = configurations();
        Map<String, String> all = new TreeMap<>(configurations.alone(Service.RESTORE));
        all.putAll(keys);
        configurations.write(Service.RESTORE, all);
        Folders.make(data.restored());
        Folders.make(data.drills());
        return RestoreServiceAlone.start(home, port(PortName.RESTORE), operatorToken());
    }

    /** The service's process id. */
    public long pid() {
        return service().pid();
    }

    /** JDBC address of the services' database, for its superuser. */
    public String databaseUrl() {
        return database.url();
    }

    /** The process id of the service's database. */
    public long databasePid() {
        return databasePid;
    }

    /** Where it listens, for example {@code http://127.0.0.1:8081}. */
    public String address() {
        return service().address();
    }

    /** The bearer token of a person who may do everything. */
    public String operatorToken() {
        return service().operatorToken();
    }

    /** The data on disk: {@code region("primary")} and {@code region("dr")}. */
    public Home.Data data() {
        return data;
    }

    /** Ends the service in good order; the database and Kafka stay. */
    public void stop() {
        service().stop();
    }

    /** SIGKILL for the service: it has no moment to put anything in order. */
    public void killHard() {
        service().killHard();
    }

    private Map<String, String> base() {
        return configurations().alone(Service.BACKUP);
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
        replicas.forEach(ServiceReplica::stop);
        kafka.stop();
        database.stop();
    }
}
