package org.theorder.lifeboat.outbox;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Our own database is away; nobody's event is to blame for that, so it costs no event a try. */
final class DatabaseUnreachable extends LifeboatException {
    private static final long serialVersionUID = 1L;

    DatabaseUnreachable(Throwable cause) {
        super(
                ErrorCode.SERVER_UNREACHABLE,
                "the service's own database cannot be reached (" + cause.getMessage()
                        + "); check that it runs and quarkus.datasource.*",
                cause);
    }
}
