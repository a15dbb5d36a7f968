package org.theorder.lifeboat.monitor.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;

/** The next version of an incident: as the one before, but for what is said here. */
final class Revision {
    private final Incident before;
    private Severity severity;
    private IncidentStatus status;
    private String title;
    private List<Fact> facts;
    private @Nullable String acknowledgedBy;
    private @Nullable Instant resolvedAt;
    private @Nullable String muted;

    private Revision(Incident before) {
        this.before = before;
        this.severity = before.severity();
        this.status = before.status();
        this.title = before.title();
        this.facts = before.facts();
        this.acknowledgedBy = before.acknowledgedBy();
        this.resolvedAt = before.resolvedAt();
        this.muted = before.muted();
    }

    static Revision of(Incident before) {
        return new Revision(before);
    }

    /** Severity only rises while an incident is open; who took the lesser trouble has not taken the greater one. */
    Revision atLeast(Severity other) {
        if (other.compareTo(severity) < 0) {
            severity = other;
            acknowledgedBy = null;
        }
        return this;
    }

    /** A resolved incident stays resolved. */
    Revision status(IncidentStatus next) {
        status = resolvedAt == null ? next : status;
        return this;
    }

    Revision resolvedAt(Instant at) {
        status = IncidentStatus.RESOLVED;
        resolvedAt = at;
        return this;
    }

    Revision title(String next) {
        title = next;
        return this;
    }

    /** A fact of the same name is replaced where it stands. */
    Revision facts(List<Fact> news) {
        List<Fact> merged = new ArrayList<>(facts);
        for (Fact fact : news) {
            merged.replaceAll(known -> known.name().equals(fact.name()) ? fact : known);
            if (!merged.contains(fact)) {
                merged.add(fact);
            }
        }
        facts = List.copyOf(merged);
        return this;
    }

    Revision acknowledgedBy(String person) {
        acknowledgedBy = person;
        return this;
    }

    Revision audible() {
        muted = null;
        return this;
    }

    Incident incident() {
        return new Incident(
                before.id(),
                before.version() + 1,
                before.rule(),
                before.subject(),
                severity,
                before.impact(),
                status,
                before.component(),
                before.team(),
                title,
                facts,
                before.suggestedPlan(),
                acknowledgedBy,
                before.openedAt(),
                resolvedAt,
                muted);
    }
}
