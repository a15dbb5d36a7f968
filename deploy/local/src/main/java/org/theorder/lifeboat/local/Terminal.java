package org.theorder.lifeboat.local;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Lines that stay, and on a real terminal one last line that is written over. */
public final class Terminal implements AutoCloseable {
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream out;
    private final boolean live;
    private @Nullable String shown;

    public Terminal(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /** Live only where a person watches, which the script knows; a file or a pipe gets plain lines. */
    public static Terminal ofThisProcess() {
        return new Terminal(System.out, Boolean.getBoolean("lifeboat.watched"));
    }

    /** A line that stays. */
    public synchronized void line(String text) {
        clear();
        out.println(text);
        out.flush();
    }

    /** What goes on right now; gone with the next line. Nothing at all unless somebody watches. */
    public synchronized void now(String text) {
        if (live && !text.equals(shown)) {
            out.print(CLEAR_LINE + text);
            out.flush();
            shown = text;
        }
    }

    private void clear() {
        if (shown != null) {
            out.print(CLEAR_LINE);
            shown = null;
        }
    }

    @Override
    public synchronized void close() {
        clear();
        out.flush();
    }
}
