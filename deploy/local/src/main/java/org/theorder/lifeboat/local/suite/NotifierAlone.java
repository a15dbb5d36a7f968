package org.theorder.lifeboat.local.suite;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.theorder.lifeboat.servers.FreePorts;

/** The packaged notifier-service in a process of its own, with an empty database and Kafka and nothing else: for benchmarks. */
public final class NotifierAlone implements AutoCloseable {
    private final Home home;
    private final Home.Data data;
    private final Map<PortName, Integer> ports = new EnumMap<>(PortName.class);
    private final KafkaPart kafka;
    private final SuiteDatabasePart database;
    private final ServicePart service;

    private NotifierAlone(Home home, List<String> javaOptions) {
        this.home = home;
        this.data = home.data("notifier-alone");
        for (PortName name : PortName.values()) {
            ports.put(name, FreePorts.next());
        }
        this.database = new SuiteDatabasePart(home, data, port(PortName.POSTGRES));
        this.kafka = new KafkaPart(
                data.kafka(), home.log("kafka"), port(PortName.KAFKA), port(PortName.KAFKA_CONTROLLER), List.of());
        this.service = new ServicePart(
                home,
                Service.NOTIFIER,
                port(PortName.STATUS_PAGE),
                Stream.concat(Service.NOTIFIER.javaOptions().stream(), javaOptions.stream())
                        .toList());
    }

    /**
     * Starts it with the database and Kafka that it needs.
     *
     * @param keys configuration beside what it needs to run: components, a mail server, …
     * @param javaOptions beside those of a laptop, and stronger
     */
    public static NotifierAlone start(Home home, Map<String, String> keys, List<String> javaOptions) {
        home.create();
        NotifierAlone alone = new NotifierAlone(home, javaOptions);
        try {
            Folders.delete(alone.data.root());
            AccessTokens.keep(home);
            alone.database.start(launched -> {});
            alone.kafka.start(launched -> {});
            ServiceConfigurations configurations = new ServiceConfigurations(home, alone.data, alone.ports, false);
            Map<String, String> all = new TreeMap<>(configurations.alone(Service.NOTIFIER));
            all.putAll(keys);
            configurations.write(Service.NOTIFIER, all);
            alone.service.start(launched -> {});
            return alone;
        } catch (RuntimeException e) {
            alone.close();
            throw e;
        }
    }

    /** Ends the service in good order and starts it again. */
    public void restart() {
        service.stop();
        service.start(launched -> {});
    }

    /** The port of the page on 127.0.0.1. */
    public int port() {
        return port(PortName.STATUS_PAGE);
    }

    /** Where events are sent to. */
    public String kafka() {
        return "127.0.0.1:" + port(PortName.KAFKA);
    }

    /** JDBC address of its database, for the superuser. */
    public String databaseUrl() {
        return database.url();
    }

    /** The bearer token of a person who may do everything. */
    public String operatorToken() {
        return Secrets.keep(home.token("operator"));
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
        service.stop();
        kafka.stop();
        database.stop();
    }
}
