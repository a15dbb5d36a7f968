package org.theorder.lifeboat.notifier.http;

import java.time.Duration;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/**
 * What the other side answered.
 *
 * @param body its beginning
 * @param retryAfter how long it asks to be left alone; zero if it does not
 */
public record Reply(int status, String body, Duration retryAfter) {
    private static final int LONGEST_SHOWN = 300;

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** In one line, for people. */
    public String shown() {
        String said = ForeignText.line(body, LONGEST_SHOWN);
        return "HTTP " + status + (said.isEmpty() ? "" : " " + said);
    }
}
