package org.theorder.lifeboat.notifier.incident;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentSaid;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.notifier.incident.IncidentStore.Stored;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Applies incident events in whatever order and however often they come: the state is that of the highest version, each
 * version gives one line of the story, and each message is owed once.
 */
@ApplicationScoped
class IncidentRecorder {
    private final IncidentStore store;
    private final List<Audience> audiences;
    private final Escalations escalations;
    private final PageChanges changes;
    private final Clock clock;

    IncidentRecorder(
            IncidentStore store,
            @All List<Audience> audiences,
            Escalations escalations,
            PageChanges changes,
            Clock clock) {
        this.store = store;
        this.audiences = audiences;
        this.escalations = escalations;
        this.changes = changes;
        this.clock = clock;
    }

    void record(Transaction tx, IncidentNews news) {
        Optional<Stored> known = store.lock(tx, news.incident().id());
        Incident before = known.map(Stored::state).orElse(null);
        if (before != null && before.version() >= news.incident().version()) {
            store.addLine(tx, news.incident().id(), news.line(false));
            store.touch(tx, news.incident().id());
        } else {
            Telling.Told told = known.map(Stored::told).orElse(null);
            Optional<Telling> telling = Telling.of(told, before, news, clock.instant());
            String subject =
                    known.map(Stored::threadSubject).orElse(news.incident().title());
            store.addLine(tx, news.incident().id(), news.line(telling.isPresent()));
            store.save(
                    tx,
                    new Stored(withWords(tx, news.incident()), telling.isPresent() ? nowTold(news) : told, subject));
            telling.ifPresent(owed -> {
                RecordedIncident incident = store.get(tx, news.incident().id());
                audiences.forEach(audience -> audience.tell(tx, incident, owed, subject));
                escalations.begin(tx, incident.state(), clock.instant());
            });
        }
        tx.afterCommit(changes::now);
    }

    /**
     * What a person said about a machine's incident, here or in another region, however often it comes.
     *
     * @param author null if that is not known here
     */
    void said(Transaction tx, IncidentSaid said, @Nullable String author) {
        Optional<Stored> known = store.lock(tx, said.incident());
        boolean told = known.map(Stored::told).isPresent();
        RecordedUpdate line = new RecordedUpdate(
                said.incident() + "-" + said.id(),
                said.version(),
                said.status(),
                said.impact(),
                ForeignText.body(said.body()),
                false,
                told,
                said.at(),
                author);
        if (store.addLine(tx, said.incident(), line)) {
            known.ifPresent(stored -> heed(tx, stored, said));
            tx.afterCommit(changes::now);
        }
    }

    /** What a person said about this version, if that was heard before the version itself. */
    private Incident withWords(Transaction tx, Incident incident) {
        return incident.status() == IncidentStatus.RESOLVED
                ? incident
                : store.wordsAbout(tx, incident)
                        .map(said ->
                                OperatorWords.changed(incident, incident.version(), said.status(), said.impact(), null))
                        .orElse(incident);
    }

    private void heed(Transaction tx, Stored stored, IncidentSaid said) {
        Incident before = stored.state();
        // what the machine has said since counts more; a postmortem may be heard before the end that it is about
        boolean newest = before.version() <= said.version()
                && before.status() != IncidentStatus.RESOLVED
                && said.status() != IncidentStatus.POSTMORTEM;
        Incident after = newest
                ? OperatorWords.changed(before, before.version(), said.status(), said.impact(), before.resolvedAt())
                : before;
        store.save(tx, new Stored(after, stored.told(), stored.threadSubject()));
        if (stored.told() != null) {
            RecordedIncident incident = store.get(tx, after.id());
            Telling telling = new Telling(Telling.Kind.UPDATED, said.id());
            audiences.forEach(audience -> audience.tell(tx, incident, telling, stored.threadSubject()));
        }
    }

    private static Telling.Told nowTold(IncidentNews news) {
        return news.incident().status() == IncidentStatus.RESOLVED ? Telling.Told.RESOLVED : Telling.Told.OPEN;
    }
}
