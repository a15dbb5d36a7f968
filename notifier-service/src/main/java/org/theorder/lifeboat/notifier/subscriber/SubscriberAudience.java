package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.notifier.incident.Audience;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Freezes what subscribers are told, once for each time zone, however many they are; {@link Spreading} makes their
 * messages of it after the commit, so that an incident is on the page and with its team at once.
 */
@ApplicationScoped
class SubscriberAudience implements Audience {
    private final BulletinComposer composer;
    private final PageIdentity page;
    private final Spreading spreading;
    private final Clock clock;

    SubscriberAudience(Templates templates, Names names, PageIdentity page, Spreading spreading, Clock clock) {
        this.composer = new BulletinComposer(templates, names, page);
        this.page = page;
        this.spreading = spreading;
        this.clock = clock;
    }

    @Override
    public void tell(Transaction tx, RecordedIncident incident, Telling telling, String subject) {
        if (!telling.isForThePublic()) {
            return;
        }
        if (BulletinStore.anybody(tx, Way.MAIL)) {
            Map<ZoneId, Words> words = new HashMap<>();
            for (ZoneId zone : zones(tx)) {
                words.put(zone, composer.mail(incident, telling, new ReaderZone(zone)));
            }
            add(tx, Way.MAIL, incident, telling, subject, words);
        }
        if (BulletinStore.anybody(tx, Way.WEBHOOK)) {
            Map<ZoneId, Words> words = Map.of(ReaderZone.UTC.zone(), composer.webhook(incident, telling));
            add(tx, Way.WEBHOOK, incident, telling, subject, words);
        }
        tx.afterCommit(spreading::wake);
    }

    private static List<ZoneId> zones(Transaction tx) {
        List<ZoneId> zones = new ArrayList<>(BulletinStore.zones(tx));
        if (!zones.contains(ReaderZone.UTC.zone())) {
            zones.add(ReaderZone.UTC.zone());
        }
        return zones;
    }

    private void add(
            Transaction tx,
            Way way,
            RecordedIncident incident,
            Telling telling,
            String subject,
            Map<ZoneId, Words> words) {
        Bulletin bulletin = new Bulletin(
                0,
                incident.id(),
                way,
                telling.cause(),
                telling.kind(),
                incident.state().component(),
                composer.subject(telling, subject),
                page.drill(),
                clock.instant(),
                0);
        BulletinStore.add(tx, bulletin, words);
    }
}
