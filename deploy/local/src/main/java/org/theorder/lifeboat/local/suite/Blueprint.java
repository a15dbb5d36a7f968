package org.theorder.lifeboat.local.suite;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.servers.Postmaster;

/**
 * The parts of the suite in the order in which they depend on each other.
 *
 * @param servers what the services need
 * @param shop the protected database
 */
record Blueprint(Home.Data data, Map<PortName, Integer> ports, List<Part> servers, Part shop, List<Part> services) {

    /** Whether this home is used again and again, so that classes are worth their place on disk: {@link ClassArchive}. */
    static final String KEEPS_CLASSES = "lifeboat.keeps-classes";

    /** Draws the suite, and prepares what it needs on disk: secrets, configuration, the regions of the repository. */
    static Blueprint prepare(Home home, SuiteState state, Clock clock) {
        Home.Data data = home.data(state.kind());
        Map<PortName, Integer> ports = state.ports();
        AccessTokens.keep(home);
        Folders.make(data.root());
        Folders.make(data.region("primary").resolveSibling("."));
        Folders.make(data.restored());
        Folders.make(data.drills());
        Folders.deleteContent(home.root().resolve("tmp"));
        Folders.make(home.root().resolve("tmp"));
        FileStorage.initialize(data.region("primary"), new RegionName("primary"), clock);
        FileStorage.initialize(data.region("dr"), new RegionName("dr"), clock);
        new ServiceConfigurations(home, data, ports, !state.kind().equals("demo")).write();
        return new Blueprint(
                data,
                ports,
                List.of(
                        new SuiteDatabasePart(home, data, state.port(PortName.POSTGRES)),
                        new KafkaPart(
                                data.kafka(),
                                home.log("kafka"),
                                state.port(PortName.KAFKA),
                                state.port(PortName.KAFKA_CONTROLLER),
                                List.of())),
                new ShopPart(home, data, state.port(PortName.SHOP)),
                Arrays.stream(Service.values())
                        .<Part>map(service -> new ServicePart(
                                home,
                                service,
                                service.wireName(),
                                state.port(service.port()),
                                service.javaOptions(),
                                Boolean.getBoolean(KEEPS_CLASSES) ? home.classes(service) : null))
                        .toList());
    }

    int port(PortName name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalStateException("no port for " + name.wireName());
        }
        return port;
    }

    /** PostgreSQL servers that restore-service started under our data. */
    List<Postmaster> restoredServers() {
        return RestoredServers.in(data);
    }
}
