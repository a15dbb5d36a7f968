package org.theorder.lifeboat.restore.breakglass;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestorePhase;
import picocli.CommandLine;

/** Shows a running restore: one line that is written over on a terminal, a line per phase elsewhere. */
final class ProgressBar implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final int WIDTH = 30;
    private static final String LINE_AGAIN = "\r\033[2K";

    private final Progress progress;
    private final PrintWriter out;
    private final boolean terminal;
    private final Thread thread;
    private @Nullable RestorePhase shown;

    private ProgressBar(Progress progress, PrintWriter out, boolean terminal) {
        this.progress = progress;
        this.out = out;
        this.terminal = terminal;
        this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::show);
    }

    static ProgressBar start(Progress progress, PrintWriter out) {
        ProgressBar bar = new ProgressBar(progress, out, CommandLine.Help.Ansi.AUTO.enabled());
        bar.thread.start();
        return bar;
    }

    private void show() {
        try {
            while (true) {
                Progress.Snapshot now = progress.snapshot();
                if (terminal) {
                    out.print(LINE_AGAIN + line(now));
                    out.flush();
                } else if (now.phase() != shown && now.phase() != RestorePhase.WAITING) {
                    out.println(words(now.phase()));
                }
                shown = now.phase();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** For example {@code copying   [##########----------------------]  31 %  930 of 3,000 MB, 00:12 left}. */
    static String line(Progress.Snapshot now) {
        Duration left = now.phaseLeft();
        return String.format(
                Locale.ROOT,
                "%-10s %s  %s%s",
                words(now.phase()),
                bar(now.percent()),
                amount(now),
                left == null
                        ? ""
                        : String.format(Locale.ROOT, ", %02d:%02d left", left.toMinutes(), left.toSecondsPart()));
    }

    /** Empty while nobody can say how much is done. */
    private static String bar(@Nullable Integer percent) {
        if (percent == null) {
            return "[" + " ".repeat(WIDTH) + "]      ";
        }
        int filled = percent * WIDTH / 100;
        return String.format(Locale.ROOT, "[%s%s] %3d %%", "#".repeat(filled), "-".repeat(WIDTH - filled), percent);
    }

    private static String amount(Progress.Snapshot now) {
        if (now.phase() == RestorePhase.REPLAYING && now.replayed() != null) {
            return "WAL at " + now.replayed() + (now.walEnd() == null ? "" : " of " + now.walEnd());
        }
        return now.bytesTotal() == 0
                ? now.phaseTook().toSeconds() + " s"
                : Sizes.shown(now.bytesDone()) + " of " + Sizes.shown(now.bytesTotal());
    }

    private static String words(RestorePhase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (terminal) {
            out.print(LINE_AGAIN);
            out.flush();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
