package org.theorder.lifeboat.servers.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.servers.KafkaServer;

/**
 * An empty database for one start of an application, owned by a role that has the name of its schema.
 *
 * @param location {@code postgresql://host:port/database}
 */
record TestDatabase(String location, String user, String password) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z_]{0,30}");

    static TestDatabase create(SharedServers servers, String schema) {
        if (!NAME.matcher(schema).matches()) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "'" + schema + "' is not a schema name");
        }
        String database = schema + "_" + random();
        String password = random() + random();
        execute(
                servers,
                "postgres",
                """
                DO $$ BEGIN CREATE ROLE %1$s LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$
                """.formatted(schema),
                "ALTER ROLE %s PASSWORD '%s'".formatted(schema, password),
                "CREATE DATABASE " + database);
        execute(servers, database, "CREATE SCHEMA %1$s AUTHORIZATION %1$s".formatted(schema));
        createTopics(servers);
        return new TestDatabase("postgresql://" + servers.postgres() + "/" + database, schema, password);
    }

    private static void createTopics(SharedServers servers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            KafkaServer.createTopics(
                    admin,
                    Stream.concat(Topics.ALL.stream().map(Topic::name), Stream.of(Topics.DEAD_LETTER))
                            .toList());
        }
    }

    private static void execute(SharedServers servers, String database, String... statements) {
        String url = "jdbc:postgresql://" + servers.postgres() + "/" + database;
        try (Connection connection = DriverManager.getConnection(url, "postgres", servers.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNREACHABLE, "the test database could not be prepared: " + e.getMessage(), e);
        }
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
