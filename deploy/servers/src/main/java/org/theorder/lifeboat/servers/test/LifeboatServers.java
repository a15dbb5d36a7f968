package org.theorder.lifeboat.servers.test;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Objects;

/**
 * A real PostgreSQL and a real Kafka for a Quarkus test: started once per JVM and ended with it; every start of the
 * application gets an empty database of its own, with role and schema named by the argument {@code schema}, and all
 * topics. {@code -Dlifeboat.servers=containers} takes both from Testcontainers.
 *
 * <pre>{@code
 * @QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
 * }</pre>
 */
public final class LifeboatServers implements QuarkusTestResourceLifecycleManager {
    private String schema = "";

    @Override
    public void init(Map<String, String> arguments) {
        schema = Objects.requireNonNull(
                arguments.get("schema"), "LifeboatServers needs @ResourceArg(name = \"schema\", value = …)");
    }

    @Override
    public Map<String, String> start() {
        SharedServers servers = SharedServers.running();
        TestDatabase database = TestDatabase.create(servers, schema);
        return Map.of(
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", database.password(),
                "quarkus.datasource.jdbc.url", "jdbc:" + database.location(),
                "quarkus.datasource.reactive.url", database.location(),
                "kafka.bootstrap.servers", servers.bootstrapServers());
    }

    @Override
    public void stop() {
        // the servers serve the next application too; they end with the JVM
    }
}
