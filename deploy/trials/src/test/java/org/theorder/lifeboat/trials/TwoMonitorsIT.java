package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.local.demo.Events;
import org.theorder.lifeboat.local.suite.BackupApi;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.ServiceReplica;

/**
 * The packaged monitor-service in two regions that share nothing, each watching the other: one that is killed, and one that
 * stands still, is an incident in the other region until it looks again.
 */
class TwoMonitorsIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private Region north;
    private Region south;

    /** A region with a database and Kafka of its own. */
    private static final class Region implements AutoCloseable {
        final String name;
        final BackupServiceAlone servers;
        final ServiceReplica monitor;
        final Events events;
        private final Home home;

        Region(String name, Path folder) {
            this.name = name;
            Path project = Path.of(System.getProperty("lifeboat.project", "../.."))
                    .toAbsolutePath()
                    .normalize();
            home = new Home(folder.resolve(name), project);
            servers = BackupServiceAlone.prepare(home, Clock.systemUTC());
            monitor = servers.monitor("monitor-service");
            events = Events.from(servers.bootstrapServers(), Clock.systemUTC());
        }

        /** @param other the region whose monitor this one watches */
        void watch(Region other) {
            String peer = "lifeboat.monitor.watchers.peers." + other.name + ".";
            monitor.start(Map.of(
                    "lifeboat.monitor.heartbeats.services",
                    "",
                    "lifeboat.monitor.rules.file",
                    rules(other).toString(),
                    "lifeboat.monitor.watchers.peer-interval",
                    "1s",
                    peer + "url",
                    other.monitor.address(),
                    peer + "token-file",
                    other.home.token("viewer").toString()));
        }

        private Path rules(Region other) {
            try {
                return Files.writeString(home.root().resolve("rules.yaml"), """
                        service-silent:
                          cases:
                            "monitor-%s": {critical-above: 15s, good-below: 15s}
                        """.formatted(other.name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void awaitSight(Region other) {
            BackupApi reader = new BackupApi(monitor);
            patiently(name + " sees " + other.name)
                    .until(() -> reader.get("/checks")
                            .valueStream()
                            .anyMatch(check -> check.path("subject").asText().equals("monitor-" + other.name)
                                    && check.path("rule").asText().equals("service-silent")
                                    && check.path("state").asText().equals("ok")));
        }

        /** The open incident of this region about the silence of another. */
        Incident awaitSilenceOf(Region other) {
            return patiently(name + " misses " + other.name)
                    .until(() -> open(other), found -> found.size() == 1)
                    .getFirst();
        }

        private List<Incident> open(Region other) {
            Set<IncidentId> over = resolved().map(Incident::id).collect(Collectors.toSet());
            return events.of(Topics.INCIDENT_OPENED)
                    .map(sent -> sent.data().incident())
                    .filter(incident ->
                            incident.subject().equals("monitor-" + other.name) && !over.contains(incident.id()))
                    .toList();
        }

        void awaitResolved(Incident opened) {
            patiently(opened.id() + " is over")
                    .until(() -> resolved().anyMatch(incident -> incident.id().equals(opened.id())));
        }

        private Stream<Incident> resolved() {
            return events.of(Topics.INCIDENT_RESOLVED).map(sent -> sent.data().incident());
        }

        @Override
        public void close() {
            events.close();
            servers.close();
        }
    }

    @BeforeEach
    void start() {
        north = new Region("north", folder);
        south = new Region("south", folder);
        north.watch(south);
        south.watch(north);
        north.awaitSight(south);
        south.awaitSight(north);
    }

    @AfterEach
    void end() {
        Stream.of(south, north).filter(Objects::nonNull).forEach(Region::close);
    }

    @Test
    void theOtherOneNoticesWhoeverIsKilledOrStandsStill() {
        south.monitor.killHard();
        Incident killed = north.awaitSilenceOf(south);
        assertThat(killed.rule()).isEqualTo("service-silent");
        assertThat(killed.team()).isEqualTo(Team.INFRASTRUCTURE);
        assertThat(killed.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(killed.title()).isEqualTo("Monitoring is blind: the monitor south does not look");
        south.watch(north);
        north.awaitResolved(killed);
        south.awaitSight(north);

        Incident still;
        north.monitor.pause();
        try {
            still = south.awaitSilenceOf(north);
        } finally {
            north.monitor.wake();
        }
        south.awaitResolved(still);
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
    }
}
