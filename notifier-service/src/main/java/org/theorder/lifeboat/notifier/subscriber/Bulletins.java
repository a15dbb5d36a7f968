package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Freezes what subscribers are told, once for each time zone, however many they are; {@link Spreading} makes their
 * messages of it after the commit, so that news are on the page and with their team at once.
 */
@ApplicationScoped
class Bulletins {
    private final PageIdentity page;
    private final Spreading spreading;
    private final Sharing sharing;
    private final Clock clock;

    Bulletins(PageIdentity page, Spreading spreading, Sharing sharing, Clock clock) {
        this.page = page;
        this.spreading = spreading;
        this.sharing = sharing;
        this.clock = clock;
    }

    /**
     * What a bulletin is about.
     *
     * @param id of the incident or the maintenance
     * @param subject what all messages about it are called
     */
    record Matter(String id, List<String> components, String subject) {}

    /** Nothing happens if the same has been put before, or if nobody is to be told. */
    void put(Transaction tx, Matter about, Telling telling, Function<ReaderZone, Words> mail, Supplier<Words> webhook) {
        if (isWanted(tx, Way.MAIL)) {
            Map<ZoneId, Words> words = new HashMap<>();
            for (ZoneId zone : zones(tx)) {
                words.put(zone, mail.apply(new ReaderZone(zone)));
            }
            BulletinStore.add(tx, bulletin(about, telling, Way.MAIL), words);
        }
        if (isWanted(tx, Way.WEBHOOK)) {
            BulletinStore.add(tx, bulletin(about, telling, Way.WEBHOOK), Map.of(ReaderZone.UTC.zone(), webhook.get()));
        }
        tx.afterCommit(spreading::wake);
    }

    /** Who is heard of late may have confirmed elsewhere before. */
    private boolean isWanted(Transaction tx, Way way) {
        return sharing.isOn() || BulletinStore.anybody(tx, way);
    }

    private static List<ZoneId> zones(Transaction tx) {
        List<ZoneId> zones = new ArrayList<>(BulletinStore.zones(tx));
        if (!zones.contains(ReaderZone.UTC.zone())) {
            zones.add(ReaderZone.UTC.zone());
        }
        return zones;
    }

    private Bulletin bulletin(Matter about, Telling telling, Way way) {
        return new Bulletin(
                0,
                about.id(),
                way,
                telling.cause(),
                telling.kind(),
                about.components(),
                about.subject(),
                page.drill(),
                clock.instant(),
                0);
    }
}
