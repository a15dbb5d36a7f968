package org.theorder.lifeboat.notifier.atlassian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.atlassian.StatuspageServer.Fault;
import org.theorder.lifeboat.notifier.delivery.Canary;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.http.HttpSender;
import org.theorder.lifeboat.notifier.http.NameService;
import org.theorder.lifeboat.notifier.incident.Telling;

/** Whatever the API does or forgets to answer, there is one incident for each of ours, and each word once. */
@Timeout(60)
class AtlassianChannelTest {
    private static final Fault FINE = new Fault.None();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Vertx VERTX = Vertx.vertx();

    private static final String SHOP = "theirs-of-the-shop";

    private final Map<String, Impact> felt = new HashMap<>(Map.of("shop", Impact.NONE, "shop-db", Impact.NONE));

    @TempDir
    private Path folder;

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @Test
    void anIncidentIsCreatedUpdatedAndResolvedOnceUnderOurId() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0)) {
            AtlassianChannel channel = channel(server, Map.of());

            assertThat(send(channel, Telling.Kind.OPENED, "investigating", "It began."))
                    .isEqualTo(new SendOutcome.Accepted("HTTP 201 theirs1"));
            assertThat(send(channel, Telling.Kind.UPDATED, "identified", "We know why."))
                    .isEqualTo(new SendOutcome.Accepted("HTTP 200 theirs1"));
            send(channel, Telling.Kind.RESOLVED, "resolved", "It is over.");

            assertThat(server.incidents()).hasSize(1);
            JsonNode theirs = server.incidents().getFirst();
            assertThat(theirs.at("/metadata/lifeboat/incident_id").asText()).isEqualTo("i-1");
            assertThat(said(theirs)).containsExactly("It is over.", "We know why.", "It began.");
        }
    }

    @Test
    void aComponentIsAsBadAsTheWorstThatIsOpenWhenTheWordsAreSent() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0)) {
            AtlassianChannel channel = channel(server, Map.of());
            felt.put("shop", Impact.CRITICAL);
            channel.send(delivery("i-1", Telling.Kind.OPENED, "investigating", "It is down."), () -> true);
            felt.put("shop-db", Impact.MINOR);
            channel.send(delivery("i-2", Telling.Kind.OPENED, "investigating", "It is slow."), () -> true);
            assertThat(shop(server.incidents().getLast())).isEqualTo("major_outage");

            felt.put("shop-db", Impact.NONE);
            channel.send(delivery("i-2", Telling.Kind.RESOLVED, "resolved", "It is over."), () -> true);
            assertThat(shop(server.incidents().getLast())).isEqualTo("major_outage");

            felt.put("shop", Impact.NONE);
            channel.send(delivery("i-1", Telling.Kind.RESOLVED, "resolved", "It is over."), () -> true);
            assertThat(shop(server.incidents().getFirst())).isEqualTo("operational");
        }
    }

    @Test
    void theEndOfWhatIsNotOpenThereAnyMoreStillMakesTheComponentOperational() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0)) {
            AtlassianChannel channel = channel(server, Map.of());
            felt.put("shop", Impact.CRITICAL);
            send(channel, Telling.Kind.OPENED, "investigating", "It is down.");
            server.resolveByHand();
            assertThat(server.component(SHOP)).isEqualTo("major_outage");

            felt.put("shop", Impact.NONE);
            assertThat(send(channel, Telling.Kind.RESOLVED, "resolved", "It is over."))
                    .isEqualTo(new SendOutcome.Accepted("it is not open there any more"));

            assertThat(server.component(SHOP)).isEqualTo("operational");
        }
    }

    @Test
    void whatIsSaidAfterTheEndIsSaidOfTheSameIncident() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0)) {
            AtlassianChannel channel = channel(server, Map.of());
            send(channel, Telling.Kind.OPENED, "investigating", "It began.");
            send(channel, Telling.Kind.RESOLVED, "resolved", "It is over.");

            send(channel, Telling.Kind.UPDATED, "resolved", "It was a disk.");
            assertThat(send(channel, Telling.Kind.UPDATED, "resolved", "It was a disk."))
                    .isEqualTo(new SendOutcome.Accepted("it is there already: theirs1"));

            assertThat(server.incidents()).hasSize(1);
            assertThat(said(server.incidents().getFirst()))
                    .containsExactly("It was a disk.", "It is over.", "It began.");
        }
    }

    @Test
    void anUpdateOfWhatIsNotThereAndOverCreatesNothing() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0)) {
            send(channel(server, Map.of()), Telling.Kind.UPDATED, "resolved", "It was a disk.");

            assertThat(server.incidents()).isEmpty();
        }
    }

    @Test
    void howAComponentIsIsNotOvertakenByHowItWas() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0);
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger questions = new AtomicInteger();
            AtlassianChannel channel = channel(server, Map.of(), _ -> {
                boolean first = questions.getAndIncrement() == 0;
                if (first) {
                    asked.countDown();
                    awaitUninterruptibly(go);
                }
                return first ? Impact.CRITICAL : Impact.NONE;
            });
            Future<SendOutcome> one = senders.submit(() -> send(channel, Telling.Kind.OPENED, "investigating", "One."));
            asked.await();
            Delivery later = delivery("i-2", Telling.Kind.OPENED, "investigating", "Two.");
            Future<SendOutcome> other = senders.submit(() -> channel.send(later, () -> true));
            assertThatThrownBy(() -> other.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            go.countDown();
            one.get();
            other.get();

            assertThat(server.component(SHOP)).isEqualTo("operational");
        }
    }

    @Test
    void aReplyThatIsLostMakesNoSecondIncidentAndNoSecondWord() throws Exception {
        try (StatuspageServer server = new StatuspageServer(
                0, FINE, new Fault.LoseReply(), FINE, FINE, new Fault.LoseReply(), FINE, FINE, new Fault.LoseReply())) {
            AtlassianChannel channel = channel(server, Map.of());

            assertThat(send(channel, Telling.Kind.OPENED, "investigating", "It began."))
                    .matches(this::isUnknown);
            assertThat(send(channel, Telling.Kind.OPENED, "investigating", "It began."))
                    .isEqualTo(new SendOutcome.Accepted("it is there already: theirs1"));
            assertThat(send(channel, Telling.Kind.UPDATED, "identified", "We know why."))
                    .matches(this::isUnknown);
            assertThat(send(channel, Telling.Kind.UPDATED, "identified", "We know why."))
                    .isEqualTo(new SendOutcome.Accepted("it is there already: theirs1"));
            assertThat(send(channel, Telling.Kind.RESOLVED, "resolved", "It is over."))
                    .matches(this::isUnknown);
            assertThat(send(channel, Telling.Kind.RESOLVED, "resolved", "It is over."))
                    .isEqualTo(new SendOutcome.Accepted("it is not open there any more"));

            assertThat(server.incidents()).hasSize(1);
            assertThat(said(server.incidents().getFirst())).containsExactly("It is over.", "We know why.", "It began.");
        }
    }

    @Test
    void aServerThatWorksAndThenHangsIsLeftAndFoundToHaveWorked() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0, FINE, new Fault.Hang())) {
            AtlassianChannel channel = channel(server, Map.of());

            assertThat(send(channel, Telling.Kind.OPENED, "investigating", "It began."))
                    .matches(this::isUnknown);
            assertThat(send(channel, Telling.Kind.OPENED, "investigating", "It began."))
                    .isInstanceOf(SendOutcome.Accepted.class);
            assertThat(server.incidents()).hasSize(1);
        }
    }

    @Test
    void whatPassesIsTriedAgainWhenTheyAskForItAndWhatIsWrongIsNot() throws Exception {
        for (int status : List.of(401, 409, 420, 429, 500, 503)) {
            try (StatuspageServer server = new StatuspageServer(0, FINE, new Fault.Answer(status))) {
                AtlassianChannel channel = channel(server, Map.of());

                assertThat(send(channel, Telling.Kind.OPENED, "investigating", "It began."))
                        .isInstanceOfSatisfying(SendOutcome.Later.class, later -> {
                            assertThat(later.reason()).startsWith("HTTP " + status);
                            assertThat(later.notBefore()).isEqualTo(Duration.ofSeconds(7));
                            assertThat(later.perhapsTaken()).isFalse();
                        });
                assertThat(server.incidents()).isEmpty();
                send(channel, Telling.Kind.OPENED, "investigating", "It began.");
                assertThat(server.incidents()).hasSize(1);
            }
        }
        try (StatuspageServer server = new StatuspageServer(0, FINE, new Fault.Answer(422))) {
            assertThat(send(channel(server, Map.of()), Telling.Kind.OPENED, "investigating", "It began."))
                    .isInstanceOf(SendOutcome.Refused.class);
        }
    }

    @Test
    void oursIsFoundAmongMoreThanAHundred() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0)) {
            AtlassianChannel channel = channel(server, Map.of());
            IntStream.rangeClosed(1, 101)
                    .forEach(number -> channel.send(
                            delivery("other-" + number, Telling.Kind.OPENED, "investigating", "Other."), () -> true));
            send(channel, Telling.Kind.OPENED, "investigating", "It began.");

            send(channel, Telling.Kind.UPDATED, "identified", "We know why.");

            assertThat(server.incidents()).hasSize(102);
            assertThat(said(server.incidents().getLast())).containsExactly("We know why.", "It began.");
        }
    }

    @Test
    void requestsKeepTheirDistanceHoweverManyAreOwed() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0);
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            AtlassianChannel channel = channel(server, Map.of("every", "200ms"));
            List<Callable<SendOutcome>> owed = IntStream.range(0, 4)
                    .<Callable<SendOutcome>>mapToObj(number -> () -> channel.send(
                            delivery("i-" + number, Telling.Kind.OPENED, "investigating", "It began."), () -> true))
                    .toList();
            for (Future<SendOutcome> sent : senders.invokeAll(owed)) {
                assertThat(sent.get()).isInstanceOf(SendOutcome.Accepted.class);
            }

            List<Long> times = server.requestTimes();
            assertThat(times).hasSize(8);
            // the first and the last are delayed by the machine, not by us: seven distances lie between them
            assertThat(Duration.ofNanos(times.getLast() - times.getFirst())).isGreaterThan(Duration.ofMillis(6 * 200));
        }
    }

    @Test
    void theDailyTestAsksAndWritesNothingAndSeesAWrongKey() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0)) {
            Message canary = new Message("canary-1", Telling.Kind.OPENED, Canary.CAUSE, "s", "", "", "c", false);
            Delivery delivery =
                    new Delivery(1, AtlassianChannel.NAME, StatuspageServer.PAGE, 1, canary, null, Instant.EPOCH, 1, 1);

            assertThat(channel(server, Map.of()).send(delivery, () -> true)).isInstanceOf(SendOutcome.Accepted.class);
            assertThat(server.incidents()).isEmpty();
            Path wrong = Files.writeString(folder.resolve("wrong"), "another");
            assertThat(channel(server, Map.of("key-file", wrong.toString())).send(delivery, () -> true))
                    .isInstanceOfSatisfying(
                            SendOutcome.Later.class,
                            later -> assertThat(later.reason()).startsWith("HTTP 401"));
        }
    }

    @Test
    void anAttemptThatPassedToAnotherNotifierWritesNothing() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0)) {
            assertThat(channel(server, Map.of())
                            .send(delivery("i-1", Telling.Kind.OPENED, "investigating", "It began."), () -> false))
                    .isEqualTo(new SendOutcome.PassedOn());
            assertThat(server.incidents()).isEmpty();
        }
    }

    @Test
    void aPageNeedsAKey() {
        AtlassianSettings settings =
                Settings.of(AtlassianSettings.class, Map.of("lifeboat.notifier.atlassian.page", "p"));
        assertThatThrownBy(() -> new AtlassianChannel(settings, sender(), _ -> Impact.NONE))
                .hasMessageContaining("lifeboat.notifier.atlassian.key-file");
    }

    @Test
    void aKeyThatCannotBeReadSaysSoAndNothingWasSent() throws Exception {
        try (StatuspageServer server = new StatuspageServer(0)) {
            AtlassianChannel channel = channel(server, Map.of());
            Files.delete(folder.resolve("key"));

            assertThat(send(channel, Telling.Kind.OPENED, "investigating", "It began."))
                    .isInstanceOfSatisfying(SendOutcome.Later.class, later -> {
                        assertThat(later.reason()).startsWith("the key cannot be read from " + folder);
                        assertThat(later.perhapsTaken()).isFalse();
                    });
        }
    }

    private boolean isUnknown(SendOutcome outcome) {
        return outcome instanceof SendOutcome.Later later && later.perhapsTaken();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AtlassianChannel channel(StatuspageServer server, Map<String, String> more) throws Exception {
        return channel(
                server,
                more,
                ours -> ours.stream()
                        .map(felt::get)
                        .max(Comparator.naturalOrder())
                        .orElseThrow());
    }

    private AtlassianChannel channel(
            StatuspageServer server, Map<String, String> more, Function<List<String>, Impact> worst) throws Exception {
        String prefix = "lifeboat.notifier.atlassian.";
        Path key = Files.writeString(folder.resolve("key"), StatuspageServer.KEY + "\n");
        Map<String, String> settings = new HashMap<>(Map.of(
                prefix + "page",
                StatuspageServer.PAGE,
                prefix + "key-file",
                key.toString(),
                prefix + "url",
                server.url().toString(),
                prefix + "every",
                "1ms",
                prefix + "components.shop",
                SHOP,
                prefix + "components.shop-db",
                SHOP));
        more.forEach((name, value) -> settings.put(prefix + name, value));
        return new AtlassianChannel(Settings.of(AtlassianSettings.class, settings), sender(), worst);
    }

    private static SendOutcome send(AtlassianChannel channel, Telling.Kind kind, String status, String body) {
        return channel.send(delivery("i-1", kind, status, body), () -> true);
    }

    private static Delivery delivery(String incident, Telling.Kind kind, String status, String body) {
        PushedIncident pushed = new PushedIncident(
                "Shop is slow",
                status,
                body,
                "major",
                List.of(SHOP),
                Map.of("lifeboat", Map.of("incident_id", incident)));
        try {
            String json = JSON.writeValueAsString(new PushedIncident.Request(pushed));
            Message message = new Message(incident, kind, status, "Shop is slow", json, "", incident, false);
            int sequence = kind == Telling.Kind.OPENED ? 1 : 2;
            return new Delivery(
                    1, AtlassianChannel.NAME, StatuspageServer.PAGE, sequence, message, null, Instant.EPOCH, 1, 1);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpSender sender() {
        return new HttpSender(VERTX, NameService.SYSTEM, Clock.systemUTC(), Duration.ofSeconds(3));
    }

    private static String shop(JsonNode incident) {
        return incident.path("components").path(SHOP).asText();
    }

    private static List<String> said(JsonNode incident) {
        return incident.path("incident_updates").findValuesAsText("body");
    }
}
