package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.delivery.About;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.GroupCommit;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.outbox.Database;

/** Puts together what one subscriber is sent: the frozen words, the address of this moment, and a link of their own. */
@ApplicationScoped
class Addressing {
    private static final int KEPT = 200;

    private final Database database;
    private final GroupCommit commits;
    private final Sharing sharing;
    private final SubscriberSettings settings;
    private final PageIdentity page;
    private final Clock clock;
    private final Map<String, Words> words = new LinkedHashMap<>();

    Addressing(
            Database database,
            GroupCommit commits,
            Sharing sharing,
            SubscriberSettings settings,
            PageIdentity page,
            Clock clock) {
        this.database = database;
        this.commits = commits;
        this.sharing = sharing;
        this.settings = settings;
        this.page = page;
        this.clock = clock;
    }

    /**
     * A message and whom it goes to.
     *
     * @param link where the subscriber answers: confirms, or unsubscribes
     */
    record Addressed(Subscriber subscriber, Placeholder placeholder, String link, Words words) {
        /** Servers like to repeat an address in their answer, and answers stay in the ledger. */
        SendOutcome withoutAddress(SendOutcome outcome) {
            return switch (outcome) {
                case SendOutcome.Accepted accepted -> new SendOutcome.Accepted(masked(accepted.reply()));
                case SendOutcome.Later later ->
                    new SendOutcome.Later(masked(later.reason()), later.notBefore(), later.perhapsTaken());
                case SendOutcome.Refused refused ->
                    new SendOutcome.Refused(masked(refused.reason()), refused.recipient());
                case SendOutcome.GivenUp givenUp -> new SendOutcome.GivenUp(masked(givenUp.reason()));
                case SendOutcome.Gone gone -> new SendOutcome.Gone(masked(gone.reason()));
                case SendOutcome.Withdrawn withdrawn -> withdrawn;
                case SendOutcome.PassedOn passedOn -> passedOn;
            };
        }

        private String masked(String said) {
            Address address = subscriber.wish().address();
            return Pattern.compile(Pattern.quote(address.text()), Pattern.CASE_INSENSITIVE)
                    .matcher(said)
                    .replaceAll(Matcher.quoteReplacement(address.masked()));
        }
    }

    /**
     * Sends it, unless the subscriber has gone meanwhile, or it is no news any more: another region may have given up what
     * was never tried here.
     */
    SendOutcome send(Delivery delivery, Function<Addressed, SendOutcome> sending) {
        if (delivery.attempts() == 1
                && delivery.enqueuedAt().isBefore(clock.instant().minus(Telling.LATEST))) {
            return new SendOutcome.Withdrawn("no news any more after " + Telling.LATEST.toHours() + " h");
        }
        return address(delivery)
                .map(addressed -> addressed.withoutAddress(sending.apply(addressed)))
                .orElseGet(() -> new SendOutcome.Withdrawn("unsubscribed"));
    }

    private Optional<Addressed> address(Delivery delivery) {
        boolean asking = delivery.message().incident().startsWith(About.SUBSCRIPTION);
        Placeholder placeholder = asking ? Placeholder.CONFIRM : Placeholder.UNSUBSCRIBE;
        Instant expires = clock.instant().plus(asking ? settings.confirmWithin() : settings.unsubscribeWithin());
        return linked(delivery, placeholder, expires).map(linked -> {
            Words said = asking
                    ? new Words(delivery.message().text(), delivery.message().html())
                    : wordsOf(delivery, linked.subscriber().wish());
            String link = placeholder.link(page.url(), linked.token());
            return new Addressed(linked.subscriber(), placeholder, link, said.with(placeholder, link));
        });
    }

    private record Linked(Subscriber subscriber, Token token) {}

    /** With a link that every region knows, or else with one of which a hash is stored here. */
    private Optional<Linked> linked(Delivery delivery, Placeholder placeholder, Instant expires) {
        if (delivery.isToSharedSubscriber()) {
            Optional<Linked> known = database.inTransaction(tx -> SubscriberStore.ofRecipient(tx, delivery.recipient()))
                    .flatMap(subscriber ->
                            sharing.link(subscriber, expires).map(token -> new Linked(subscriber, token)));
            if (known.isPresent()) {
                return known;
            }
        }
        Token token = Token.random();
        return commits.inTransaction(tx ->
                        SubscriberStore.giveToken(tx, delivery.recipient(), token, placeholder.purpose(), expires))
                .map(subscriber -> new Linked(subscriber, token));
    }

    /** They are the same for many, and never change. */
    private Words wordsOf(Delivery delivery, Wish wish) {
        var message = delivery.message();
        String key = String.join(
                " ",
                message.incident(),
                wish.address().way().name(),
                message.cause(),
                wish.timeZone().getId());
        Words known;
        synchronized (words) {
            known = words.get(key);
        }
        if (known != null) {
            return known;
        }
        Words read = database.inTransaction(tx -> BulletinStore.words(
                        tx, message.incident(), wish.address().way(), message.cause(), wish.timeZone()))
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.INTERNAL, "the bulletin of delivery " + delivery.id() + " is gone"));
        synchronized (words) {
            words.put(key, read);
            if (words.size() > KEPT) {
                words.remove(words.keySet().iterator().next());
            }
        }
        return read;
    }
}
