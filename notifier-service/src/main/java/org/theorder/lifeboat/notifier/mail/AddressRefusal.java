package org.theorder.lifeboat.notifier.mail;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which refusals of a recipient say that there is no such address. In doubt they do not: what is about us, or about who
 * sends, is said of every recipient, and must be held against none.
 */
final class AddressRefusal {
    /** RFC 3463, section 2, behind the reply's code, or as Cisco's and qmail's servers write it: {@code (#5.7.1)}. */
    private static final Pattern STATUS =
            Pattern.compile("(?:^5\\d\\d[ -]|#)[(\\[#]*(5\\.\\d{1,3}\\.\\d{1,3})(?![.\\d])");

    /**
     * RFC 3463, section 3.2: no such mailbox, host or name, moved away; RFC 7505: a host that takes no mail; section 3.3:
     * a mailbox that is disabled. 5.1.0 may mean the sender, 5.1.7 and 5.1.8 do.
     */
    private static final Set<String> OF_THE_ADDRESS =
            Set.of("5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1");

    /** Without a status: the code for a mailbox that is not there, which is used for policies, too. */
    private static final String NO_MAILBOX = "550";

    private static final Pattern OF_US = Pattern.compile(
            "5\\.7\\.|rela[yi]|rcpthost|denied|permi|allow|auth|polic|block|black|list|spam|sender|limit|quota|helo|dns|client",
            Pattern.CASE_INSENSITIVE);

    private AddressRefusal() {}

    /** @param reply the server's, with its code */
    static boolean is(String reply) {
        Matcher status = STATUS.matcher(reply);
        return status.find()
                ? OF_THE_ADDRESS.contains(status.group(1))
                : reply.startsWith(NO_MAILBOX) && !OF_US.matcher(reply).find();
    }
}
