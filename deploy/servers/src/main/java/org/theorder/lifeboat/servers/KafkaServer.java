package org.theorder.lifeboat.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A Kafka broker in a JVM of its own: KRaft, one node that is broker and controller, 127.0.0.1 only, small buffers. Its
 * log and configuration lie in its folder.
 */
public final class KafkaServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final int PORT_ATTEMPTS = 5;

    private final ServerProcess process;
    private final int port;

    private KafkaServer(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the broker and waits until it serves clients.
     *
     * @throws LifeboatException with the tail of the broker's log; no process is left then
     */
    public static KafkaServer start(KafkaOptions options) {
        return start(options, pid -> {});
    }

    /**
     * As {@link #start(KafkaOptions)}.
     *
     * @param launched is told the process id as soon as there is one, long before the broker is ready
     */
    public static KafkaServer start(KafkaOptions options, LongConsumer launched) {
        if (options.port() != 0) {
            return startOn(options, launched);
        }
        for (int attempt = 1; ; attempt++) {
            KafkaOptions chosen = options.withPorts(FreePorts.next(), FreePorts.next());
            try {
                return startOn(chosen, launched);
            } catch (LifeboatException e) {
                // between choosing a free port and listening on it another process can be faster
                if (attempt == PORT_ATTEMPTS
                        || (FreePorts.isFree(chosen.port()) && FreePorts.isFree(chosen.controllerPort()))) {
                    throw e;
                }
            }
        }
    }

    private static KafkaServer startOn(KafkaOptions options, LongConsumer launched) {
        FreePorts.requireFree("Kafka", options.port());
        FreePorts.requireFree("Kafka's controller", options.controllerPort());
        Path configuration = writeConfiguration(options);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlifeboat.kafka.folder=" + options.folder()));
        if (underQuarkus(options)) {
            command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        }
        command.addAll(options.javaOptions());
        command.addAll(List.of(
                "-cp",
                String.join(File.pathSeparator, options.classPath()),
                KafkaBroker.class.getName(),
                configuration.toString(),
                data(options).toString(),
                Uuid.randomUuid().toString()));
        ServerProcess process = ServerProcess.start("Kafka on 127.0.0.1:" + options.port(), command, options.logFile());
        launched.accept(process.pid());
        KafkaServer server = new KafkaServer(process, options.port());
        process.awaitReady(server::isReady, START_LIMIT);
        return server;
    }

    /** Then SLF4J's provider is JBoss LogManager, which is silent unless it is the JVM's log manager. */
    private static boolean underQuarkus(KafkaOptions options) {
        return options.classPath().stream().anyMatch(jar -> jar.contains("/jboss-logmanager-"));
    }

    private static Path data(KafkaOptions options) {
        return options.folder().resolve("data");
    }

    private static Path writeConfiguration(KafkaOptions options) {
        Path file = options.folder().resolve("server.properties");
        try {
            Files.createDirectories(options.folder());
            return Files.writeString(file, configuration(options));
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.NO_SPACE, "Kafka's configuration " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static String configuration(KafkaOptions options) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=PLAINTEXT
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%3$s
                auto.create.topics.enable=false
                num.partitions=1
                default.replication.factor=1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                broker.heartbeat.interval.ms=250
                controlled.shutdown.enable=false
                num.network.threads=1
                num.io.threads=2
                num.replica.fetchers=1
                background.threads=2
                num.recovery.threads.per.data.dir=1
                log.cleaner.threads=1
                log.cleaner.dedupe.buffer.size=4194304
                log.cleaner.io.buffer.size=65536
                socket.send.buffer.bytes=-1
                socket.receive.buffer.bytes=-1
                """.formatted(options.port(), options.controllerPort(), data(options));
    }

    private boolean isReady() {
        if (FreePorts.isFree(port)) {
            return false;
        }
        try (Admin admin = admin()) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Makes the topics that are not there yet, with one partition each. */
    public void createTopics(Collection<String> names) {
        try (Admin admin = admin()) {
            createTopics(admin, names);
        }
    }

    /** Makes the topics that are not there yet, with one partition each, on any cluster. */
    public static void createTopics(Admin admin, Collection<String> names) {
        List<NewTopic> topics =
                names.stream().map(name -> new NewTopic(name, 1, (short) 1)).toList();
        for (var creation : admin.createTopics(topics).values().entrySet()) {
            try {
                creation.getValue().get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw topicFailed(creation.getKey(), e);
                }
            } catch (java.util.concurrent.TimeoutException e) {
                throw topicFailed(creation.getKey(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw topicFailed(creation.getKey(), e);
            }
        }
    }

    private static LifeboatException topicFailed(String topic, Exception cause) {
        return new LifeboatException(
                ErrorCode.INTERNAL, "Kafka topic " + topic + " could not be created: " + cause.getMessage(), cause);
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers(), "request.timeout.ms", "5000"));
    }

    /** kill -9: a crash. */
    public void killHard() {
        process.killTree();
    }

    public void stop() {
        process.terminate(STOP_LIMIT);
    }

    @Override
    public void close() {
        stop();
    }
}
