package org.theorder.lifeboat.local.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.servers.KafkaOptions;
import org.theorder.lifeboat.servers.KafkaServer;

/** The Kafka broker with all topics. */
final class KafkaPart implements Part {
    private final Path folder;
    private final Path log;
    private final int listenerPort;
    private final int controllerPort;
    private final List<String> javaOptions;
    private @Nullable KafkaServer server;

    KafkaPart(Path folder, Path log, int listenerPort, int controllerPort, List<String> javaOptions) {
        this.folder = folder;
        this.log = log;
        this.listenerPort = listenerPort;
        this.controllerPort = controllerPort;
        this.javaOptions = javaOptions;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public PortName port() {
        return PortName.KAFKA;
    }

    @Override
    public synchronized long start(LongConsumer launched) {
        KafkaServer started = KafkaServer.start(
                KafkaOptions.in(folder)
                        .withPorts(listenerPort, controllerPort)
                        .withJavaOptions(javaOptions)
                        .withLog(log),
                launched);
        server = started;
        started.createTopics(Stream.concat(Topics.ALL.stream().map(Topic::name), Stream.of(Topics.DEAD_LETTER))
                .toList());
        return started.pid();
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    public boolean restartable() {
        return true;
    }
}
