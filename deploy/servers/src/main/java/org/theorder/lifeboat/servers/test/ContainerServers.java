package org.theorder.lifeboat.servers.test;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same servers from Testcontainers, for machines with Docker ({@code -Pcontainers}); Ryuk ends them. */
final class ContainerServers {
    private ContainerServers() {}

    // not closed: they serve every test of this JVM, and Testcontainers' own reaper ends them with it
    @SuppressWarnings("resource")
    static SharedServers start() {
        PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18")
                .withUsername("postgres")
                .withCommand("postgres", "-c", "wal_level=replica", "-c", "max_connections=100");
        KafkaContainer kafka = new KafkaContainer("apache/kafka:4.1.1");
        postgres.start();
        kafka.start();
        return new SharedServers(
                postgres.getHost() + ":" + postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                postgres.getPassword(),
                kafka.getBootstrapServers());
    }
}
