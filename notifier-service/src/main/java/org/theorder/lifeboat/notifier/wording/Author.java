package org.theorder.lifeboat.notifier.wording;

import jakarta.ws.rs.core.SecurityContext;

/** Who writes what operators write: kept for operators, and never on the public page. */
public final class Author {
    private static final int LONGEST = 80;

    private Author() {}

    /** The name that belongs to the caller's token. */
    public static String of(SecurityContext caller) {
        return ForeignText.line(caller.getUserPrincipal().getName(), LONGEST);
    }
}
