package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.ServerProcess;

/** One of the four services, in a JVM of its own; ready when {@code /readyz} says so. */
final class ServicePart implements Part {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);
    /** A JVM that ends may have classes to write, and so may three others. */
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(60);

    private static final int PROBE_TIMEOUT_MILLIS = 2_000;

    private final Home home;
    private final Service service;
    private final String name;
    private final int listenerPort;
    private final List<String> javaOptions;
    private final @Nullable ClassArchive classes;
    private @Nullable ServerProcess process;

    ServicePart(Home home, Service service, int listenerPort, List<String> javaOptions) {
        this(home, service, service.wireName(), listenerPort, javaOptions, null);
    }

    /**
     * One of maybe several of one service.
     *
     * @param name of its configuration and its log
     * @param classes its own; null to load them anew at every start
     */
    ServicePart(
            Home home,
            Service service,
            String name,
            int listenerPort,
            List<String> javaOptions,
            @Nullable ClassArchive classes) {
        this.home = home;
        this.service = service;
        this.name = name;
        this.listenerPort = listenerPort;
        this.javaOptions = javaOptions;
        this.classes = classes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PortName port() {
        return service.port();
    }

    @Override
    public synchronized long start(LongConsumer launched) {
        if (!Files.isRegularFile(home.jar(service))) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND,
                    name() + " is not built (" + home.jar(service) + " is missing): run ./lifeboat, which builds it");
        }
        if (!FreePorts.isFree(listenerPort)) {
            throw new LifeboatException(
                    ErrorCode.ALREADY_EXISTS,
                    name() + " cannot listen on 127.0.0.1:" + listenerPort + ": another program does");
        }
        if (classes != null) {
            classes.prepare();
        }
        ServerProcess started =
                ServerProcess.start(name() + " on 127.0.0.1:" + listenerPort, command(), home.log(name()));
        process = started;
        launched.accept(started.pid());
        try {
            started.awaitReady(this::isReady, START_LIMIT);
            return started.pid();
        } catch (LifeboatException e) {
            if (classes != null) {
                classes.discard();
            }
            throw e;
        }
    }

    private List<String> command() {
        // without it every thread of a JVM may keep malloc memory of its own
        List<String> command = new ArrayList<>(List.of("env", "MALLOC_ARENA_MAX=2"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        if (classes != null) {
            command.addAll(classes.javaOptions());
        }
        command.add("-Djava.io.tmpdir=" + home.root().resolve("tmp"));
        command.add("-Dquarkus.config.locations="
                + home.configuration(name()).toUri().toString().replace(",", "\\,"));
        command.addAll(List.of("-jar", home.jar(service).toString()));
        return command;
    }

    private boolean isReady() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + listenerPort + "/readyz")
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(PROBE_TIMEOUT_MILLIS);
            connection.setReadTimeout(PROBE_TIMEOUT_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void stop() {
        ServerProcess running = process;
        if (running != null) {
            running.terminate(classes == null ? STOP_LIMIT : WRITE_LIMIT);
            if (classes != null) {
                classes.keep();
            }
        }
    }

    @Override
    public boolean restartable() {
        return true;
    }
}
