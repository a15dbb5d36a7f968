package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.SubscriberChanged;
import org.theorder.lifeboat.events.SubscriberName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.delivery.DisabledRecipients;
import org.theorder.lifeboat.notifier.promotion.Regions;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/** What regions tell each other of their subscribers, with a key that all have. Without one, subscribers stay where they are. */
@ApplicationScoped
class Sharing {
    private static final String KEY = "lifeboat.notifier.subscribers.shared-key-file";

    private final @Nullable SharedKey key;
    private final SubscriberSettings settings;
    private final Outbox outbox;
    private final Regions regions;
    private final Clock clock;

    /** @throws LifeboatException CONFIGURATION_INVALID if there is to be a key, and none can be read */
    Sharing(SubscriberSettings settings, Outbox outbox, Regions regions, Clock clock) {
        this.key = settings.sharedKeyFile().map(SharedKey::read).orElse(null);
        this.settings = settings;
        this.outbox = outbox;
        this.regions = regions;
        this.clock = clock;
    }

    boolean isOn() {
        return key != null;
    }

    /** True for a subscriber whom other regions have not been told of. */
    boolean isOwing(Subscriber subscriber) {
        return key != null && !key.nameOf(subscriber.wish().address()).value().equals(subscriber.recipient());
    }

    /** Tells the others what this subscriber wishes now, if it has confirmed that. */
    void tell(Transaction tx, Subscriber subscriber) {
        if (key != null && subscriber.confirmedAt() != null) {
            SubscriberName name = key.nameOf(subscriber.wish().address());
            SharedSubscriberStore.name(tx, subscriber, name);
            publish(tx, key, name, false, SealedSubscriber.of(subscriber).bytes());
        }
    }

    /**
     * As {@link #tell}, for somebody who confirmed before there was a key. Who left elsewhere since then leaves here too.
     *
     * @param id nothing happens if it has gone, or if that has been done meanwhile
     */
    void announce(Transaction tx, long id) {
        SubscriberStore.find(tx, id).filter(this::isOwing).ifPresent(subscriber -> {
            SubscriberName name =
                    Objects.requireNonNull(key).nameOf(subscriber.wish().address());
            Instant confirmed = Objects.requireNonNullElse(subscriber.confirmedAt(), subscriber.createdAt());
            if (SharedSubscriberStore.leftSince(tx, name, confirmed)) {
                Subscriptions.end(tx, subscriber, clock.instant());
            } else {
                tell(tx, subscriber);
            }
        });
    }

    /** Tells the others that somebody has left. */
    void left(Transaction tx, Subscriber subscriber) {
        if (key != null && subscriber.confirmedAt() != null) {
            publish(tx, key, key.nameOf(subscriber.wish().address()), true, new byte[0]);
        }
    }

    /** What the link to unsubscribe ends with; empty if only a stored one will do. */
    Optional<Token> link(Subscriber subscriber, Instant expires) {
        return key == null || isOwing(subscriber)
                ? Optional.empty()
                : Optional.of(key.link(new SubscriberName(subscriber.recipient()), expires));
    }

    /** Whose link ends with this; empty if it is none of those that every region knows. */
    Optional<SubscriberName> nameIn(Token token) {
        return key == null ? Optional.empty() : key.nameIn(token, clock.instant());
    }

    /**
     * Takes over what another region tells; the own news come back and change nothing, and neither do older ones.
     *
     * @throws LifeboatException IDENTITY_MISSING without the key with which it was sealed; EVENT_INVALID if the form would
     *     not have taken it
     */
    void take(Transaction tx, SubscriberChanged news) {
        if (news.region().equals(regions.own())) {
            return;
        }
        byte[] content = open(news);
        Optional<Subscriber> known = SubscriberStore.named(tx, news.subscriber());
        if (!SharedSubscriberStore.take(tx, news, clock.instant())) {
            return;
        }
        if (news.left()) {
            known.ifPresent(leaving -> Subscriptions.end(tx, leaving, clock.instant()));
        } else {
            adopt(tx, news, SealedSubscriber.read(content));
        }
    }

    private void adopt(Transaction tx, SubscriberChanged news, SealedSubscriber told) {
        Wish wish = told.wish(settings.allowInside());
        if (!Objects.requireNonNull(key).nameOf(wish.address()).equals(news.subscriber())) {
            throw new LifeboatException(
                    ErrorCode.EVENT_INVALID, "subscriber " + news.subscriber() + " is not called so by its address");
        }
        Subscriber subscriber = SubscriberStore.put(tx, wish, told.secretBytes(), news.at());
        SharedSubscriberStore.name(tx, subscriber, news.subscriber());
        String channel = wish.address().way().channel();
        String disabled = told.disabled();
        if (disabled == null) {
            DisabledRecipients.remove(tx, channel, news.subscriber().value());
        } else {
            DisabledRecipients.add(tx, channel, news.subscriber().value(), disabled, clock.instant());
        }
    }

    private byte[] open(SubscriberChanged news) {
        if (key == null) {
            throw closed(news, KEY + " is not set here; give this notifier the file that that region has");
        }
        return key.open(news.sealed(), associated(news))
                .orElseThrow(() -> closed(
                        news,
                        "it was changed on the way, or sealed with another key than that of " + KEY + "="
                                + settings.sharedKeyFile().orElseThrow()
                                + "; every region needs the same file"));
    }

    private static LifeboatException closed(SubscriberChanged news, String why) {
        return new LifeboatException(
                ErrorCode.IDENTITY_MISSING,
                "a subscriber of region " + news.region() + " cannot be read: " + why
                        + ", and replay the dead letter after a restart (POST /dead-letters/{id}/replay)");
    }

    private void publish(Transaction tx, SharedKey with, SubscriberName name, boolean left, byte[] content) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long version = SharedSubscriberStore.change(tx, name, regions.own(), left, now);
        SubscriberChanged open = new SubscriberChanged(name, version, regions.own(), left, "", now);
        String sealed = with.seal(content, associated(open));
        outbox.publish(
                tx,
                Topics.SUBSCRIBER_CHANGED,
                name.value(),
                new SubscriberChanged(name, version, regions.own(), left, sealed, now));
    }

    /** All that stands there openly: nothing of it can be changed, and no content be put behind another name. */
    static byte[] associated(SubscriberChanged news) {
        return String.join(
                        " ",
                        news.subscriber().value(),
                        Long.toString(news.version()),
                        news.region().value(),
                        Boolean.toString(news.left()),
                        news.at().toString())
                .getBytes(StandardCharsets.UTF_8);
    }
}
