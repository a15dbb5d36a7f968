package org.theorder.lifeboat.outbox;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.KafkaOptions;
import org.theorder.lifeboat.servers.KafkaServer;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** Servers that a test may kill and start again on the same ports. Kafka is not up yet when the application starts. */
public final class OwnServers implements QuarkusTestResourceLifecycleManager {
    /** What a test does to them; a field of this type is filled in. */
    public static final class Control {
        private final PostgresOptions postgresOptions;
        private final KafkaOptions kafkaOptions;
        private PostgresServer postgres;
        private KafkaServer kafka;
        private final Path folder;

        private Control(Path folder) {
            this.folder = folder;
            postgresOptions = PostgresOptions.in(folder.resolve("postgres")).withPort(FreePorts.next());
            kafkaOptions = KafkaOptions.in(folder.resolve("kafka")).withPorts(FreePorts.next(), FreePorts.next());
            postgres = PostgresServer.start(postgresOptions);
        }

        void startKafka() {
            if (kafka == null || !kafka.isAlive()) {
                kafka = KafkaServer.start(kafkaOptions);
                kafka.createTopics(Topics.ALL.stream().map(Topic::name).toList());
                kafka.createTopics(List.of(Topics.DEAD_LETTER));
            }
        }

        void killKafka() {
            kafka.killHard();
        }

        void startPostgres() {
            postgres = PostgresServer.start(postgresOptions);
        }

        void killPostgres() {
            postgres.killHard();
        }

        String bootstrapServers() {
            return "127.0.0.1:" + kafkaOptions.port();
        }
    }

    private Control control;

    @Override
    public Map<String, String> start() {
        try {
            control = new Control(Files.createTempDirectory("outbox-servers-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        try (Connection connection = DriverManager.getConnection(control.postgres.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("create role outbox login password 'outbox'");
            statement.execute("create schema outbox authorization outbox");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        String location = "postgresql://127.0.0.1:" + control.postgres.port() + "/postgres";
        return Map.of(
                "quarkus.datasource.username",
                "outbox",
                "quarkus.datasource.password",
                "outbox",
                "quarkus.datasource.jdbc.url",
                "jdbc:" + location,
                "quarkus.datasource.reactive.url",
                location,
                "kafka.bootstrap.servers",
                control.bootstrapServers());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(control, new TestInjector.MatchesType(Control.class));
    }

    @Override
    public void stop() {
        control.postgres.killHard();
        if (control.kafka != null) {
            control.kafka.killHard();
        }
        delete(control.folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // deleted already, or a dying server still writes: a temporary folder either way
        }
    }
}
