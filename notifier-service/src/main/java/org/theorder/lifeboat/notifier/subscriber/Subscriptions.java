package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.DeliveryStore;
import org.theorder.lifeboat.notifier.http.Destination;
import org.theorder.lifeboat.notifier.http.NameService;
import org.theorder.lifeboat.notifier.http.Route;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Who is a subscriber. Nobody becomes one without an answer from the address itself, and what an asker is shown never
 * depends on whether the address is one already.
 */
@ApplicationScoped
class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    /** Who left, at least: longer than Kafka keeps what may bring them back. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Database database;
    private final Deliveries deliveries;
    private final ConfirmationComposer composer;
    private final Sharing sharing;
    private final SubscriberSettings settings;
    private final Clock clock;

    Subscriptions(
            Database database,
            Deliveries deliveries,
            ConfirmationComposer composer,
            Sharing sharing,
            SubscriberSettings settings,
            Clock clock) {
        this.database = database;
        this.deliveries = deliveries;
        this.composer = composer;
        this.sharing = sharing;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Asks the address whether it wants this. Silently does not if it was asked too often.
     *
     * @throws LifeboatException REQUEST_INVALID if it is a webhook that leads inside, or that does not exist
     */
    void ask(Wish wish) {
        if (wish.address().way() == Way.WEBHOOK) {
            refuseInside(wish.address());
        }
        Instant now = clock.instant();
        database.doInTransaction(tx -> {
            boolean leftAlone = SubscriberStore.isSuppressed(tx, wish.address(), now.minus(settings.suppressFor()));
            int asked = SubscriberStore.asked(tx, wish.address(), now.minus(settings.confirmWithin()));
            if (asked >= (leftAlone ? 1 : settings.asksPerAddress())) {
                LOG.info(
                        "an address was asked too often to confirm a subscription way={}",
                        wish.address().way());
                return;
            }
            long id = SubscriberStore.add(tx, wish, now);
            deliveries.owe(tx, wish.address().way().channel(), List.of(Long.toString(id)), composer.compose(id, wish));
        });
    }

    /** What the link asks to be confirmed; empty if it is not valid. */
    Optional<Subscriber> asked(Token token) {
        return ofToken(token, Token.Purpose.CONFIRM);
    }

    /** Whose subscription the link ends; empty if it is not valid. */
    Optional<Subscriber> subscribed(Token token) {
        return ofToken(token, Token.Purpose.UNSUBSCRIBE);
    }

    /** What was confirmed, with the secret of a webhook; empty if the link is not valid. */
    Optional<Subscriber> confirm(Token token) {
        Instant now = clock.instant();
        return database.inTransaction(tx -> {
            Optional<Subscriber> asked = SubscriberStore.ofToken(tx, token, Token.Purpose.CONFIRM, now);
            return asked.flatMap(subscriber -> {
                long id = SubscriberStore.confirm(tx, subscriber, secret(subscriber), now);
                SubscriberStore.enable(tx, id);
                Optional<Subscriber> confirmed = SubscriberStore.find(tx, id);
                confirmed.ifPresent(reader -> sharing.tell(tx, reader));
                LOG.info("a subscription was confirmed subscriber={}", id);
                return confirmed;
            });
        });
    }

    /** False if the link is not valid. */
    boolean unsubscribe(Token token) {
        Instant now = clock.instant();
        return database.inTransaction(tx -> {
            Optional<Subscriber> subscriber = ofToken(tx, token, Token.Purpose.UNSUBSCRIBE);
            subscriber.ifPresent(leaving -> remove(tx, leaving, now));
            return subscriber.isPresent();
        });
    }

    /** Those who confirmed, in order of id. */
    List<Subscriber> list(long after, int most) {
        return database.inTransaction(tx -> SubscriberStore.confirmed(tx, after, most));
    }

    /** @throws LifeboatException NOT_FOUND */
    void remove(long id) {
        Instant now = clock.instant();
        database.doInTransaction(tx -> remove(
                tx,
                SubscriberStore.find(tx, id)
                        .orElseThrow(() -> new LifeboatException(
                                ErrorCode.NOT_FOUND,
                                "there is no subscriber " + id + "; GET /subscribers lists those who are")),
                now));
    }

    /** What nobody needs to know any more. */
    void forget() {
        Instant now = clock.instant();
        database.doInTransaction(tx -> {
            SubscriberStore.forget(tx, now, now.minus(settings.confirmWithin()), now.minus(settings.suppressFor()));
            BulletinStore.forget(tx, now.minus(settings.keep()));
            SharedSubscriberStore.forget(tx, now.minus(max(settings.suppressFor(), REMEMBERED)));
        });
    }

    private void remove(Transaction tx, Subscriber leaving, Instant now) {
        end(tx, leaving, now);
        sharing.left(tx, leaving);
    }

    /** Deletes the address, and what is still owed to it. */
    static void end(Transaction tx, Subscriber leaving, Instant now) {
        SubscriberStore.remove(tx, leaving, now);
        DeliveryStore.withdraw(tx, leaving.wish().address().way().channel(), leaving.recipient(), "unsubscribed", now);
        LOG.info("a subscription ended subscriber={}", leaving.id());
    }

    private Optional<Subscriber> ofToken(Token token, Token.Purpose purpose) {
        return database.inTransaction(tx -> ofToken(tx, token, purpose));
    }

    private Optional<Subscriber> ofToken(Transaction tx, Token token, Token.Purpose purpose) {
        Optional<Subscriber> stored = SubscriberStore.ofToken(tx, token, purpose, clock.instant());
        return stored.isPresent() || purpose != Token.Purpose.UNSUBSCRIBE
                ? stored
                : sharing.nameIn(token).flatMap(name -> SubscriberStore.named(tx, name));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private void refuseInside(Address address) {
        URI url = URI.create(address.text());
        try {
            if (new Destination(url, settings.allowInside()).route(NameService.SYSTEM) instanceof Route.Inside) {
                throw notOnTheInternet(url);
            }
        } catch (UnknownHostException _) {
            throw notOnTheInternet(url);
        }
    }

    /** The same for a name inside and for none: nobody finds out by the form which names there are inside. */
    private static LifeboatException notOnTheInternet(URI url) {
        return new LifeboatException(
                ErrorCode.REQUEST_INVALID,
                "There is no host " + url.getHost() + " on the Internet, and only those can be told.");
    }

    private static byte @Nullable [] secret(Subscriber subscriber) {
        return subscriber.wish().address().way() == Way.WEBHOOK ? Token.randomBytes() : null;
    }
}
