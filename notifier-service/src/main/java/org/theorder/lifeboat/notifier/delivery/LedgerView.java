package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.wording.Moment;

/**
 * The ledger as its page shows it.
 *
 * @param note what is shown
 * @param choices what can be shown instead, one row per question
 * @param older where the next older ones are; null if these are all
 */
public record LedgerView(
        String note,
        List<List<Choice>> choices,
        List<Line> lines,
        @Nullable String older) {
    /** How many are shown at once. */
    static final int MOST = 200;

    /**
     * A link that narrows or widens what is shown.
     *
     * @param current true for what is shown now
     */
    public record Choice(String text, String href, boolean current) {}

    /**
     * One message to one recipient.
     *
     * @param css colour and icon of the state
     * @param state in a word
     * @param way for example {@code mail to database-team@the-order.org}
     * @param sameRecipient where all to this recipient are shown
     * @param at since when it is owed
     * @param tries how often it was tried, when it is tried next, whether more than one copy may have arrived,
     *     and who has dealt with it
     * @param answer what the other side said last; null if nothing
     * @param incident its id; null if it is about none
     */
    public record Line(
            String subject,
            String css,
            String state,
            String way,
            String sameRecipient,
            Moment at,
            String tries,
            @Nullable String answer,
            @Nullable String incident) {}

    public static LedgerView of(
            LedgerFilter filter, Collection<String> channels, List<LedgerEntry> entries, Instant now) {
        return new LedgerView(
                note(filter, entries.size()),
                choices(filter, channels),
                entries.stream().map(entry -> line(filter, entry, now)).toList(),
                entries.size() < MOST ? null : filter.href(entries.getLast().id()));
    }

    private static String note(LedgerFilter filter, int count) {
        if (count == 0) {
            return filter.equals(LedgerFilter.ALL)
                    ? "No message was owed to anybody yet."
                    : "There is no such message.";
        }
        return count + (count == 1 ? " message." : " messages, newest first.");
    }

    private static List<List<Choice>> choices(LedgerFilter filter, Collection<String> channels) {
        List<Choice> states = new ArrayList<>();
        states.add(choice("Every state", filter.withState(null), filter));
        for (LedgerEntry.State state : LedgerEntry.State.values()) {
            states.add(choice(word(state), filter.withState(state), filter));
        }
        List<Choice> ways = new ArrayList<>();
        ways.add(choice("Every channel", filter.withChannel(null), filter));
        channels.forEach(channel -> ways.add(choice(channel, filter.withChannel(channel), filter)));
        List<List<Choice>> choices = new ArrayList<>(List.of(states, ways));
        List<Choice> given = new ArrayList<>();
        if (filter.incident() != null) {
            given.add(choice("Not only incident " + filter.incident(), filter.withIncident(null), filter));
        }
        if (filter.recipient() != null) {
            given.add(choice("Not only to " + filter.recipient(), filter.withRecipient(null), filter));
        }
        if (!given.isEmpty()) {
            choices.add(given);
        }
        return choices;
    }

    private static Choice choice(String text, LedgerFilter filter, LedgerFilter shown) {
        return new Choice(text, filter.href(), filter.equals(shown));
    }

    private static Line line(LedgerFilter filter, LedgerEntry entry, Instant now) {
        return new Line(
                entry.subject(),
                css(entry.state()),
                word(entry.state()),
                entry.channel() + " to " + entry.recipient(),
                filter.withRecipient(entry.recipient()).href(),
                Moment.toTheSecond(entry.enqueuedAt(), now),
                tries(entry, now),
                entry.reply() == null ? entry.lastError() : entry.reply(),
                About.hasPage(entry.incident()) ? entry.incident() : null);
    }

    private static String tries(LedgerEntry entry, Instant now) {
        Instant next = entry.nextAttemptAt();
        return (entry.attempts() == 1 ? "1 attempt" : entry.attempts() + " attempts")
                + (next == null ? "" : ", next " + Moment.toTheSecond(next, now).text())
                + (entry.unknownAttempts() == 0
                        ? ""
                        : ", perhaps " + (entry.unknownAttempts() + 1) + " copies with one Message-ID")
                + (entry.takenBy() == null || entry.takenAt() == null
                        ? ""
                        : ", taken by " + entry.takenBy() + " "
                                + Moment.toTheSecond(entry.takenAt(), now).text());
    }

    private static String css(LedgerEntry.State state) {
        return switch (state) {
            case ACCEPTED, DIGESTED -> "ok";
            case WAITING, SENDING -> "de";
            case SUPERSEDED, HELD -> "un";
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
