package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.wording.Moment;

/**
 * The ledger as its page shows it.
 *
 * @param note what is shown
 */
public record LedgerView(String note, List<Line> lines) {
    /**
     * One message to one recipient.
     *
     * @param css colour and icon of the state
     * @param state in a word
     * @param way for example {@code mail to database-team@the-order.org}
     * @param at since when it is owed
     * @param tries how often it was tried, and when it is tried next
     * @param answer what the other side said last; null if nothing
     */
    public record Line(
            String subject,
            String css,
            String state,
            String way,
            Moment at,
            String tries,
            @Nullable String answer,
            @Nullable String incident) {}

    public static LedgerView of(List<LedgerEntry> entries, Instant now) {
        return new LedgerView(
                entries.isEmpty()
                        ? "No message was owed to anybody yet."
                        : "The newest " + entries.size() + ", newest first.",
                entries.stream().map(entry -> line(entry, now)).toList());
    }

    private static Line line(LedgerEntry entry, Instant now) {
        Instant next = entry.nextAttemptAt();
        return new Line(
                entry.subject(),
                css(entry.state()),
                word(entry.state()),
                entry.channel() + " to " + entry.recipient(),
                Moment.toTheSecond(entry.enqueuedAt(), now),
                (entry.attempts() == 1 ? "1 attempt" : entry.attempts() + " attempts")
                        + (next == null
                                ? ""
                                : ", next " + Moment.toTheSecond(next, now).text()),
                entry.reply() == null ? entry.lastError() : entry.reply(),
                entry.incident().startsWith(Alarm.PREFIX) ? null : entry.incident());
    }

    private static String css(LedgerEntry.State state) {
        return switch (state) {
            case ACCEPTED, DIGESTED -> "ok";
            case HELD -> "un";
            case WAITING, SENDING -> "de";
            case SUPERSEDED -> "un";
            case BOUNCED -> "pa";
            case DEAD -> "ma";
        };
    }

    private static String word(LedgerEntry.State state) {
        return switch (state) {
            case HELD -> "Held back";
            case DIGESTED -> "In a digest";
            case ACCEPTED -> "Accepted";
            case WAITING -> "Waiting";
            case SENDING -> "Being sent";
            case SUPERSEDED -> "Overtaken";
            case BOUNCED -> "Bounced: this subscriber was not reached";
            case DEAD -> "Dead: nobody was told";
        };
    }
}
