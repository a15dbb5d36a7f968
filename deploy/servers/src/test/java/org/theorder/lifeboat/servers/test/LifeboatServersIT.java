package org.theorder.lifeboat.servers.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Topics;

class LifeboatServersIT {
    @Test
    void everyStartHasAnEmptyDatabaseOnTheSameServers() throws Exception {
        Map<String, String> first = start();
        try (Connection connection = connect(first);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE job (id bigint)");
            assertThat(connection.getSchema()).isEqualTo("backup");
        }

        Map<String, String> second = start();
        try (Connection connection = connect(second);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE job (id bigint)");
        }
        assertThat(second.get("kafka.bootstrap.servers")).isEqualTo(first.get("kafka.bootstrap.servers"));
    }

    @Test
    void allTopicsExist() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", start().get("kafka.bootstrap.servers")))) {
            assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS))
                    .contains(Topics.BACKUP_COMPLETED.name(), Topics.DEAD_LETTER);
        }
    }

    private static Map<String, String> start() {
        LifeboatServers servers = new LifeboatServers();
        servers.init(Map.of("schema", "backup"));
        return servers.start();
    }

    private static Connection connect(Map<String, String> configuration) throws SQLException {
        return DriverManager.getConnection(
                configuration.get("quarkus.datasource.jdbc.url"),
                configuration.get("quarkus.datasource.username"),
                configuration.get("quarkus.datasource.password"));
    }
}
