package org.theorder.lifeboat.restore.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Lsn;

/**
 * What a server's log says about its recovery, line by line. The server must log in English ({@code lc_messages=C}), in UTC,
 * with the prefix {@link #LINE_PREFIX}. Sources of the messages: PostgreSQL {@code xlogrecovery.c}, {@code xlog.c},
 * {@code postmaster.c}.
 */
public final class RecoveryLog {
    /** The {@code log_line_prefix} that this class understands. */
    static final String LINE_PREFIX = "%m [%p] ";

    private static final Pattern LINE = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\S+ \\[\\d+] ([A-Z]+[0-9]?):  (.*)", Pattern.DOTALL);
    private static final Pattern REDO_STARTS = Pattern.compile("redo starts at (\\S+)");
    private static final Pattern REDO_GOES_ON = Pattern.compile("redo in progress, .*current LSN: (\\S+)");
    private static final Pattern CONSISTENT = Pattern.compile("consistent recovery state reached at (\\S+)");
    private static final Pattern STOPPED = Pattern.compile("recovery stopping (?:before|after) .*");
    private static final Pattern LAST_COMMIT =
            Pattern.compile("last completed transaction was at log time (\\S+ \\S+)");
    private static final Pattern TIMELINE = Pattern.compile("selected new timeline ID: (\\d+)");
    private static final String READY = "database system is ready to accept connections";
    /** ENOSPC in the C locale. */
    private static final String FULL = "No space left on device";

    private static final String ENDED_EARLY = "recovery ended before configured recovery target was reached";

    private static final DateTimeFormatter SERVER_TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendOffset("+HH:mm", "+00")
            .toFormatter(Locale.ROOT);

    private static final int KEPT = 12;

    private @Nullable Lsn redoStart;
    private @Nullable Lsn replayed;
    private @Nullable Instant lastCommitAt;
    private @Nullable String stoppedBecause;
    private @Nullable Integer timeline;
    private boolean consistent;
    private boolean ready;
    private boolean endedBeforeTarget;
    private final List<String> fatal = new ArrayList<>();
    private final List<String> last = new ArrayList<>();
    private boolean inFatal;

    /** Takes note of one line, without its line end. */
    public void accept(String line) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
            remember(line.substring(matcher.start(1)));
            message(matcher.group(1), matcher.group(2));
        } else if (!line.isBlank()) {
            // what a child printed by itself, such as the reason of a restore_command, or the rest of a long message
            remember(line.strip());
        }
    }

    private void remember(String text) {
        if (last.size() == KEPT) {
            last.removeFirst();
        }
        last.add(text);
    }

    private void message(String level, String text) {
        switch (level) {
            case "FATAL", "PANIC" -> {
                inFatal = true;
                fatal.clear();
                fatal.add(text);
                endedBeforeTarget |= text.equals(ENDED_EARLY);
            }
            case "DETAIL", "HINT" -> {
                if (inFatal) {
                    fatal.add(text);
                }
            }
            default -> {
                inFatal = false;
                news(text);
            }
        }
    }

    private void news(String text) {
        find(REDO_STARTS, text).ifPresent(at -> redoStart = Lsn.parse(at));
        find(REDO_GOES_ON, text).ifPresent(at -> replayed = Lsn.parse(at));
        find(CONSISTENT, text).ifPresent(at -> {
            consistent = true;
            replayed = Lsn.parse(at);
        });
        find(LAST_COMMIT, text)
                .ifPresent(at ->
                        lastCommitAt = OffsetDateTime.parse(at, SERVER_TIME).toInstant());
        find(TIMELINE, text).ifPresent(number -> timeline = Integer.valueOf(number));
        if (STOPPED.matcher(text).matches()) {
            stoppedBecause = text;
        }
        ready |= text.equals(READY);
    }

    private static Optional<String> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        // PostgreSQL has put a comma behind a position in some versions
        return matcher.lookingAt() ? Optional.of(matcher.group(1).replace(",", "")) : Optional.empty();
    }

    /** Where replay began; empty before it did. */
    public Optional<Lsn> redoStart() {
        return Optional.ofNullable(redoStart);
    }

    /** How far replay has come by the last line that said so. */
    public Optional<Lsn> replayed() {
        return Optional.ofNullable(replayed);
    }

    /** Commit time of the newest replayed transaction (primary's clock); empty if none was replayed, or replay goes on. */
    public Optional<Instant> lastCommitAt() {
        return Optional.ofNullable(lastCommitAt);
    }

    /** The server's own words about why it stopped at a recovery target; empty if it replayed to the end of the WAL. */
    public Optional<String> stoppedBecause() {
        return Optional.ofNullable(stoppedBecause);
    }

    /** The timeline that the promoted server writes on. */
    public Optional<Integer> timeline() {
        return Optional.ofNullable(timeline);
    }

    public boolean consistent() {
        return consistent;
    }

    /** The server accepts connections; as hot standby is off, recovery is over then. */
    public boolean ready() {
        return ready;
    }

    /** Replay came to the end of the WAL without meeting its target. */
    public boolean endedBeforeTarget() {
        return endedBeforeTarget;
    }

    /** The server ended because a disk was full. */
    public boolean ranOutOfSpace() {
        return fatal.stream().anyMatch(line -> line.contains(FULL));
    }

    /** The reason of a failure as the server told it: its last FATAL or PANIC, and what was printed around it. */
    public String reason() {
        String context = String.join(" | ", last);
        return fatal.isEmpty() ? context : String.join("; ", fatal) + " (log: " + context + ")";
    }
}
