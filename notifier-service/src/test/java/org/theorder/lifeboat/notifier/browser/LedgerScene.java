package org.theorder.lifeboat.notifier.browser;

import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.delivery.LedgerEntry;
import org.theorder.lifeboat.notifier.delivery.LedgerFilter;
import org.theorder.lifeboat.notifier.delivery.LedgerView;
import org.theorder.lifeboat.notifier.incident.Telling;

/** The ledger with a message in every state. */
final class LedgerScene {
    private LedgerScene() {}

    static LedgerView view() {
        List<LedgerEntry> entries = new ArrayList<>();
        for (LedgerEntry.State state : LedgerEntry.State.values()) {
            boolean accepted = state == LedgerEntry.State.ACCEPTED;
            entries.add(new LedgerEntry(
                    entries.size() + 1,
                    Scenes.outage().id(),
                    Telling.Kind.OPENED,
                    "mail",
                    "database-team@the-order.org",
                    1,
                    "[The Order] Shop database does not answer",
                    "<opened@the-order.org>",
                    false,
                    state,
                    Scenes.NOW.minusSeconds(90),
                    2,
                    accepted ? 1 : 0,
                    Scenes.NOW.minusSeconds(30),
                    state == LedgerEntry.State.WAITING ? Scenes.NOW.plusSeconds(30) : null,
                    accepted ? Scenes.NOW : null,
                    accepted ? "250 2.0.0 Ok: queued as 4XyZ" : null,
                    accepted ? null : "the mail server 127.0.0.1:25 did not take it: 451 4.3.0 later, please",
                    state == LedgerEntry.State.DEAD ? "anna" : null,
                    state == LedgerEntry.State.DEAD ? Scenes.NOW : null));
        }
        return LedgerView.of(
                new LedgerFilter(Scenes.outage().id(), null, "mail", null),
                List.of("atlassian", "mail", "pagerduty", "webhook"),
                entries,
                Scenes.NOW);
    }
}
