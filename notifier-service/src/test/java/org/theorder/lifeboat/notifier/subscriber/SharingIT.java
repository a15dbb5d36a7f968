package org.theorder.lifeboat.notifier.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.SubscriberChanged;
import org.theorder.lifeboat.events.SubscriberName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.promotion.Regions;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** What one region makes of another's subscribers, on a real database. Each test ends with a rollback. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class SharingIT {
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final RegionName HERE = new RegionName("here");
    private static final String READER = "reader@example.org";
    private static final String FILE_KEY = "lifeboat.notifier.subscribers.shared-key-file";

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    @TempDir
    Path folder;

    private Path file;
    private SharedKey key;
    private Sharing sharing;

    @BeforeEach
    void aKey() throws IOException {
        file = Files.writeString(
                folder.resolve("key"),
                Base64.getEncoder()
                        .encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII)));
        key = SharedKey.read(file);
        sharing = sharing(Map.of(FILE_KEY, file.toString()));
    }

    private Sharing sharing(Map<String, String> settings) {
        return new Sharing(
                Settings.of(SubscriberSettings.class, settings),
                outbox,
                Regions.only(HERE),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void whoConfirmedElsewhereIsASubscriberHereUnderTheSameName() {
        rolledBack(tx -> {
            sharing.take(tx, confirmed(1, "there", "shop"));

            Subscriber subscriber = only(tx);
            assertThat(subscriber.wish().address().text()).isEqualTo(READER);
            assertThat(subscriber.wish().components()).containsExactly("shop");
            assertThat(subscriber.recipient()).isEqualTo(name().value());
            assertThat(subscriber.confirmedAt()).isEqualTo(NOW);
        });
    }

    @Test
    void newerNewsCountAndOlderOnesThatComeAgainDoNot() {
        rolledBack(tx -> {
            sharing.take(tx, confirmed(2, "there", "website"));
            sharing.take(tx, confirmed(1, "there", "shop"));
            assertThat(only(tx).wish().components()).containsExactly("website");

            sharing.take(tx, confirmed(3, "there", "ledger"));
            sharing.take(tx, confirmed(2, "there", "website"));

            assertThat(only(tx).wish().components()).containsExactly("ledger");
        });
    }

    @Test
    void ofTwoChangesAtOnceThatOfTheRegionCountsWhoseNameSortsLast() {
        rolledBack(tx -> {
            sharing.take(tx, confirmed(1, "there", "shop"));
            sharing.take(tx, confirmed(1, "somewhere", "website"));
            assertThat(only(tx).wish().components()).containsExactly("shop");

            sharing.take(tx, confirmed(1, "yonder", "ledger"));

            assertThat(only(tx).wish().components()).containsExactly("ledger");
        });
    }

    @Test
    void whoLeftElsewhereIsForgottenHere() {
        rolledBack(tx -> {
            sharing.take(tx, confirmed(1, "there", "shop"));

            sharing.take(tx, left(2, "there"));

            assertThat(SubscriberStore.confirmed(tx, 0, 10)).isEmpty();
            assertThat(count(tx, "select count(*) as n from subscriber")).isZero();
        });
    }

    @Test
    void whoLeftIsNotBroughtBackByWhatWasSaidBeforeAlsoIfItComesLater() {
        rolledBack(tx -> {
            sharing.take(tx, left(2, "there"));

            sharing.take(tx, confirmed(1, "there", "shop"));
            assertThat(SubscriberStore.confirmed(tx, 0, 10)).isEmpty();

            sharing.take(tx, confirmed(3, "there", "shop"));
            assertThat(SubscriberStore.confirmed(tx, 0, 10)).hasSize(1);
        });
    }

    @Test
    void thatSomebodyLeftIsForgottenInTheEnd() {
        rolledBack(tx -> {
            sharing.take(tx, confirmed(1, "there", "shop"));
            sharing.take(tx, left(2, "there"));

            SharedSubscriberStore.forget(tx, NOW.minusSeconds(1));
            assertThat(count(tx, "select count(*) as n from shared_subscriber")).isEqualTo(1);
            SharedSubscriberStore.forget(tx, NOW);

            assertThat(count(tx, "select count(*) as n from shared_subscriber")).isZero();
        });
    }

    @Test
    void theOwnNewsChangeNothing() {
        rolledBack(tx -> {
            sharing.take(tx, confirmed(9, HERE.value(), "shop"));

            assertThat(SubscriberStore.confirmed(tx, 0, 10)).isEmpty();
        });
    }

    @Test
    void whoIsNotReachedElsewhereIsSentNothingHereUntilThatIsOver() {
        rolledBack(tx -> {
            sharing.take(tx, active(1, "there", told(READER, "shop", "550 no such user"), name()));
            assertThat(only(tx).disabled()).isEqualTo("550 no such user");

            sharing.take(tx, confirmed(2, "there", "shop"));

            assertThat(only(tx).disabled()).isNull();
        });
    }

    @Test
    void whoseAddressTheFormWouldNotTakeIsNotTakenOver() {
        rolledBack(tx -> {
            String inside = "http://10.0.0.1/hook";
            SubscriberName name = key.nameOf(Address.parse(inside));

            assertThatThrownBy(() -> sharing.take(tx, active(1, "there", told(inside, "shop", null), name)))
                    .satisfies(SharingIT::isInvalid)
                    .message()
                    .contains("allow-inside")
                    .doesNotContain("10.0.0.1");
            assertThat(SubscriberStore.confirmed(tx, 0, 10)).isEmpty();
        });
    }

    @Test
    void anAddressBehindTheNameOfAnotherIsNotTakenOver() {
        rolledBack(tx -> assertThatThrownBy(
                        () -> sharing.take(tx, active(1, "there", told("other@example.org", "shop", null), name())))
                .satisfies(SharingIT::isInvalid)
                .message()
                .doesNotContain("other@example.org"));
    }

    @Test
    void whatWasChangedOnTheWayIsRefused() {
        rolledBack(tx -> {
            SubscriberChanged news = confirmed(1, "there", "shop");
            SubscriberChanged newer =
                    new SubscriberChanged(news.subscriber(), 2, news.region(), false, news.sealed(), news.at());
            SubscriberChanged gone =
                    new SubscriberChanged(news.subscriber(), 1, news.region(), true, news.sealed(), news.at());

            assertThatThrownBy(() -> sharing.take(tx, newer)).satisfies(SharingIT::isClosed);
            assertThatThrownBy(() -> sharing.take(tx, gone)).satisfies(SharingIT::isClosed);
        });
    }

    @Test
    void anotherKeyIsNamedAsTheReasonAndSoIsNone() throws IOException {
        Path wrong =
                Files.writeString(folder.resolve("wrong"), Base64.getEncoder().encodeToString(new byte[32]));
        Sharing stranger = sharing(Map.of(FILE_KEY, wrong.toString()));
        Sharing alone = sharing(Map.of());

        rolledBack(tx -> {
            assertThatThrownBy(() -> stranger.take(tx, confirmed(1, "there", "shop")))
                    .satisfies(SharingIT::isClosed)
                    .hasMessageContaining("region there")
                    .hasMessageContaining(FILE_KEY + "=" + wrong)
                    .hasMessageContaining("/replay");
            assertThatThrownBy(() -> alone.take(tx, confirmed(1, "there", "shop")))
                    .satisfies(SharingIT::isClosed)
                    .hasMessageContaining(FILE_KEY + " is not set");
        });
    }

    @Test
    void whoConfirmedBeforeThereWasAKeyIsAnnouncedOnceAndKeepsItsThreads() {
        rolledBack(tx -> {
            Subscriber before = SubscriberStore.put(tx, wish("shop"), null, NOW);
            owed(tx, before.recipient());

            sharing.announce(tx, before.id());
            sharing.announce(tx, before.id());

            assertThat(only(tx).recipient()).isEqualTo(name().value());
            assertThat(count(tx, "select count(*) as n from delivery where recipient like 's%'"))
                    .isEqualTo(1);
            List<SubscriberChanged> published = published(tx);
            assertThat(published).hasSize(1);
            SubscriberChanged news = published.getFirst();
            assertThat(news.toString()).doesNotContain("reader");
            assertThat(news.left()).isFalse();
            byte[] content = key.open(news.sealed(), Sharing.associated(news)).orElseThrow();
            assertThat(SealedSubscriber.read(content).address()).isEqualTo(READER);
        });
    }

    @Test
    void whoLeftElsewhereSinceThenLeavesInsteadOfBeingAnnounced() {
        rolledBack(tx -> {
            Subscriber before = SubscriberStore.put(tx, wish("shop"), null, NOW.minusSeconds(60));
            sharing.take(tx, left(1, "there"));

            sharing.announce(tx, before.id());

            assertThat(SubscriberStore.confirmed(tx, 0, 10)).isEmpty();
            assertThat(published(tx)).isEmpty();
        });
    }

    @Test
    void whatHappensHereCountsAgainstWhatHappenedElsewhereBefore() {
        rolledBack(tx -> {
            long ahead = NOW.toEpochMilli() + 60_000;
            sharing.take(tx, confirmed(ahead, "there", "shop"));

            sharing.left(tx, only(tx));

            SubscriberChanged news = published(tx).getFirst();
            assertThat(news.left()).isTrue();
            assertThat(news.version()).isEqualTo(ahead + 1);
            assertThat(key.open(news.sealed(), Sharing.associated(news)).orElseThrow())
                    .as("the address is not in it either")
                    .isEmpty();
        });
    }

    @Test
    void withoutAKeyNothingIsTold() {
        rolledBack(tx -> {
            Subscriber subscriber = SubscriberStore.put(tx, wish("shop"), null, NOW);
            Sharing alone = sharing(Map.of());

            alone.tell(tx, subscriber);
            alone.left(tx, subscriber);

            assertThat(alone.isOwing(subscriber)).isFalse();
            assertThat(published(tx)).isEmpty();
            assertThat(only(tx).recipient()).isEqualTo(Long.toString(subscriber.id()));
        });
    }

    private SubscriberName name() {
        return key.nameOf(Address.parse(READER));
    }

    private static Wish wish(String component) {
        return new Wish(Address.parse(READER), List.of(component), ReaderZone.UTC.zone());
    }

    private static SealedSubscriber told(String address, String component, @Nullable String disabled) {
        return new SealedSubscriber(address, List.of(component), "UTC", null, disabled);
    }

    private SubscriberChanged confirmed(long version, String region, String component) {
        return active(version, region, told(READER, component, null), name());
    }

    private SubscriberChanged active(long version, String region, SealedSubscriber told, SubscriberName name) {
        return sealed(new SubscriberChanged(name, version, new RegionName(region), false, "", NOW), told.bytes());
    }

    private SubscriberChanged left(long version, String region) {
        return sealed(new SubscriberChanged(name(), version, new RegionName(region), true, "", NOW), new byte[0]);
    }

    private SubscriberChanged sealed(SubscriberChanged open, byte[] content) {
        return new SubscriberChanged(
                open.subscriber(),
                open.version(),
                open.region(),
                open.left(),
                key.seal(content, Sharing.associated(open)),
                open.at());
    }

    private static void isInvalid(Throwable thrown) {
        assertThat(((LifeboatException) thrown).code()).isEqualTo(ErrorCode.EVENT_INVALID);
    }

    private static void isClosed(Throwable thrown) {
        assertThat(((LifeboatException) thrown).code()).isEqualTo(ErrorCode.IDENTITY_MISSING);
    }

    private static Subscriber only(Transaction tx) {
        List<Subscriber> all = SubscriberStore.confirmed(tx, 0, 10);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static List<SubscriberChanged> published(Transaction tx) {
        return tx.query("select data from outbox where topic = 'subscriber-changed' order by id").stream()
                .map(row -> EventJson.read(Topics.SUBSCRIBER_CHANGED, row.bytes("data")))
                .toList();
    }

    private static void owed(Transaction tx, String recipient) {
        tx.update("""
                insert into delivery (incident, channel, recipient, sequence, cause, kind, subject, body_text, body_html,
                                      message_id, drill, enqueued_at, state, next_attempt_at)
                values ('i-1', 'subscriber-mail', $1, 1, 'opened', 'OPENED', 's', '', '', '<i-1>', false, $2, 'WAITING', $2)""", recipient, NOW);
    }

    private static long count(Transaction tx, String sql) {
        return tx.query(sql).getFirst().longValue("n");
    }

    private void rolledBack(Consumer<Transaction> test) {
        class Rollback extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    tx.update("delete from delivery");
                    tx.update("delete from subscriber");
                    tx.update("delete from shared_subscriber");
                    tx.update("delete from outbox");
                    test.accept(tx);
                    throw new Rollback();
                }))
                .isInstanceOf(Rollback.class);
    }
}
