package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.NotifierAlone;

/** How long news takes from an event on Kafka to the page, to the team's mail, and to everybody who subscribed. */
final class NewsBench {
    private static final String COMPONENT = "component-1";
    private static final int WARM_UP = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PATIENCE_FOR_ALL = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(2);

    private final NotifierAlone notifier;
    private final MailRelay relay;
    private final IncidentEvents kafka;
    private final Consumer<String> out;
    private final Goals goals;
    private final HttpClient client = HttpClient.newHttpClient();

    NewsBench(NotifierAlone notifier, MailRelay relay, IncidentEvents kafka, Consumer<String> out, Goals goals) {
        this.notifier = notifier;
        this.relay = relay;
        this.kafka = kafka;
        this.out = out;
        this.goals = goals;
    }

    /** Incidents one after the other, each begun and ended. */
    void one(int events) throws IOException, InterruptedException {
        long[] page = new long[events];
        long[] mail = new long[events];
        for (int round = -WARM_UP; round < events; round++) {
            long begun = System.nanoTime();
            Incident incident = kafka.open(COMPONENT, "Measured incident " + round);
            String id = incident.id().value();
            awaitOnPage(id);
            long onPage = System.nanoTime();
            long mailed = awaitMails(id, 1, PATIENCE).getFirst().nanoTime();
            if (round >= 0) {
                page[round] = onPage - begun;
                mail[round] = mailed - begun;
            }
            kafka.resolve(incident);
            awaitMails(id, 2, PATIENCE);
        }
        tell("event to Kafka → on the page", page, 500);
        tell("event to Kafka → mail to the team accepted", mail, 2_000);
    }

    /**
     * One incident that so many subscribers are told of.
     *
     * @param shared with other regions, which are told of each before it begins
     */
    void many(int subscribers, boolean shared) throws InterruptedException {
        subscribe(subscribers);
        if (shared) {
            long begun = System.nanoTime();
            notifier.restart();
            awaitAnnounced();
            out.accept(String.format(
                    Locale.ROOT,
                    "restart → other regions told of %,d subscribers: %.1f s",
                    subscribers,
                    (System.nanoTime() - begun) / 1e9));
        }
        long begun = System.nanoTime();
        String id = kafka.open(COMPONENT, "An incident for many").id().value();
        List<MailRelay.Accepted> mails = awaitMails(id, subscribers + 1, PATIENCE_FOR_ALL);
        long last = mails.getLast().nanoTime();
        long distinct =
                mails.stream().map(MailRelay.Accepted::recipient).distinct().count();
        goals.below(
                String.format(Locale.ROOT, "event to Kafka → %,d subscribers mailed", subscribers),
                (last - begun) / 1e9,
                60,
                "s");
        goals.below("mails that came twice", (double) (mails.size() - distinct), 1, "");
    }

    private void tell(String what, long[] times, double limit) {
        Arrays.sort(times);
        out.accept(String.format(
                Locale.ROOT,
                "%s: p50 %d ms, longest %d ms, of %d",
                what,
                HttpLoad.quantile(times, 0.5).toMillis(),
                HttpLoad.quantile(times, 1).toMillis(),
                times.length));
        goals.below(what + ", p99", HttpLoad.quantile(times, 0.99).toNanos() / 1e6, limit, "ms");
    }

    private void awaitOnPage(String id) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + notifier.port() + "/incidents/" + id))
                .timeout(PATIENCE)
                .build();
        while (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(ErrorCode.TIMED_OUT, "incident " + id + " did not come onto the page");
            }
            Thread.sleep(LOOK);
        }
    }

    private List<MailRelay.Accepted> awaitMails(String id, int count, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (relay.count(id) < count) {
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(
                        ErrorCode.TIMED_OUT, relay.count(id) + " of " + count + " mails about " + id + " came");
            }
            Thread.sleep(LOOK);
        }
        return relay.about(id);
    }

    private void awaitAnnounced() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_FOR_ALL.toNanos();
        while (!isTrue("select not exists (select from notifier.subscriber where shared_as is null)"
                + " and not exists (select from notifier.outbox where sent_at is null)")) {
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(ErrorCode.TIMED_OUT, "other regions were not told of all subscribers");
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    private boolean isTrue(String query) {
        try (Connection connection = DriverManager.getConnection(notifier.databaseUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() && rows.getBoolean(1);
        } catch (SQLException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "subscribers could not be counted: " + e.getMessage(), e);
        }
    }

    /** As if they had confirmed; asking ten thousand people first would only measure the form. */
    private void subscribe(int subscribers) {
        try (Connection connection = DriverManager.getConnection(notifier.databaseUrl());
                Statement schema = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into subscriber (way, address, hash, components, time_zone, created_at, confirmed_at)
                        select 'MAIL', a, subscriber_hash('MAIL', a), '{}', 'Europe/Stockholm', now(), now()
                          from (select 'reader-' || n || '@example.org' as a
                                  from generate_series(1, ?) as n) as readers""")) {
            schema.execute("set search_path to notifier");
            insert.setInt(1, subscribers);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "subscribers could not be made: " + e.getMessage(), e);
        }
    }
}
