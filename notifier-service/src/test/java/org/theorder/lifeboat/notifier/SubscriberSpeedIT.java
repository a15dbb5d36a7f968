package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import jakarta.mail.internet.MimeMessage;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/**
 * Many subscribers are mailed, each once, while the team is mailed at once. How fast is printed; {@code -Dsubscribers=10000}
 * measures the goal, which is a minute.
 */
class SubscriberSpeedIT {
    private static final int SUBSCRIBERS = Integer.getInteger("subscribers", 500);

    @Test
    void everySubscriberGetsOneMailAndTheTeamDoesNotWaitForThem() throws Exception {
        LifeboatServers servers = new LifeboatServers();
        servers.init(Map.of("schema", "notifier"));
        Map<String, String> settings = NotifierProcess.settings(servers.start());
        try (TestEvents events = new TestEvents(settings.get("kafka.bootstrap.servers"));
                TestMailbox mailbox = new TestMailbox(Integer.parseInt(settings.get(NotifierServers.MAIL_PORT)));
                NotifierProcess notifier =
                        NotifierProcess.start("subscriber-speed", settings).awaitReady()) {
            notifier.awaitHearing(events);
            subscribe(settings);
            Incident incident = open("many-" + UUID.randomUUID(), "Many are told");
            String id = incident.id().value();
            long begin = System.nanoTime();
            events.opened(incident, "It began.");
            await().atMost(Duration.ofMinutes(1)).until(() -> toTeam(mailbox.about(id)) == 1);
            Duration team = Duration.ofNanos(System.nanoTime() - begin);
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> mailbox.about(id).size() >= SUBSCRIBERS + 1);
            Duration all = Duration.ofNanos(System.nanoTime() - begin);
            System.out.println("event on Kafka to " + SUBSCRIBERS + " subscribers mailed: " + all.toMillis()
                    + " ms, to the team " + team.toMillis() + " ms; resident " + notifier.residentMegabytes() + " MB");

            List<MimeMessage> mails = mailbox.about(id);
            assertThat(mails).hasSize(SUBSCRIBERS + 1);
            assertThat(mails.stream().map(SubscriberSpeedIT::recipient).distinct())
                    .hasSize(SUBSCRIBERS + 1);
        } finally {
            unsubscribe(settings);
        }
    }

    private static long toTeam(List<MimeMessage> mails) {
        return mails.stream()
                .filter(mail -> recipient(mail).equals("database-team@the-order.org"))
                .count();
    }

    private static String recipient(MimeMessage mail) {
        return String.join(",", TestMailbox.header(mail, "To"));
    }

    private static void subscribe(Map<String, String> settings) throws SQLException {
        try (Connection connection = connect(settings);
                PreparedStatement insert = connection.prepareStatement("""
                        insert into subscriber (way, address, hash, components, time_zone, created_at, confirmed_at)
                        select 'MAIL', a, subscriber_hash('MAIL', a), '{}', 'Europe/Stockholm', now(), now()
                          from (select 'many-' || n || '@example.org' as a from generate_series(1, ?) as n) as many""")) {
            insert.setInt(1, SUBSCRIBERS);
            assertThat(insert.executeUpdate()).isEqualTo(SUBSCRIBERS);
        }
    }

    /** Other tests of this JVM use the same tables. */
    private static void unsubscribe(Map<String, String> settings) throws SQLException {
        try (Connection connection = connect(settings);
                PreparedStatement delete =
                        connection.prepareStatement("delete from subscriber where address like 'many-%'")) {
            delete.executeUpdate();
        }
    }

    private static Connection connect(Map<String, String> settings) throws SQLException {
        return DriverManager.getConnection(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.getOrDefault("quarkus.datasource.password", ""));
    }
}
