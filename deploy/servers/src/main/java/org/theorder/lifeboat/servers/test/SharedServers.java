package org.theorder.lifeboat.servers.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;
import org.theorder.lifeboat.servers.KafkaOptions;
import org.theorder.lifeboat.servers.KafkaServer;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/**
 * Where the servers of this JVM listen.
 *
 * @param postgres {@code host:port}
 * @param password of the superuser {@code postgres}
 * @param bootstrapServers Kafka's {@code host:port}
 */
record SharedServers(String postgres, String password, String bootstrapServers) {
    private static final String PREFIX = "lifeboat.test-servers.";

    /**
     * The running servers; the first call starts them. Quarkus loads this class once per application, so that a static
     * field would start them once per application: what is shared lives in the system properties.
     */
    static SharedServers running() {
        Properties shared = System.getProperties();
        synchronized (shared) {
            if (!shared.containsKey(PREFIX + "kafka")) {
                SharedServers started = "containers".equals(System.getProperty("lifeboat.servers"))
                        ? ContainerServers.start()
                        : startEmbedded();
                shared.setProperty(PREFIX + "postgres", started.postgres());
                shared.setProperty(PREFIX + "password", started.password());
                shared.setProperty(PREFIX + "kafka", started.bootstrapServers());
            }
            return new SharedServers(
                    shared.getProperty(PREFIX + "postgres"),
                    shared.getProperty(PREFIX + "password"),
                    shared.getProperty(PREFIX + "kafka"));
        }
    }

    private static SharedServers startEmbedded() {
        Path folder = temporaryFolder();
        PostgresServer postgres = PostgresServer.start(PostgresOptions.in(folder.resolve("postgres")));
        endWithThisJvm(postgres::killHard, folder.resolve("postgres"));
        KafkaServer kafka = KafkaServer.start(KafkaOptions.in(folder.resolve("kafka")));
        endWithThisJvm(kafka::killHard, folder);
        return new SharedServers("127.0.0.1:" + postgres.port(), postgres.password(), kafka.bootstrapServers());
    }

    /** Killed, not stopped: nobody reads their data again. */
    private static void endWithThisJvm(Runnable kill, Path folder) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            kill.run();
                            delete(folder);
                        },
                        "end-test-server"));
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("lifeboat-servers-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for the test servers", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // another hook deletes the same tree at the same time: what matters is that it is gone
        }
    }
}
