package org.theorder.lifeboat.notifier.delivery;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Which messages of the ledger are meant; null means all. */
public record LedgerFilter(
        @Nullable String incident,
        LedgerEntry.@Nullable State state,
        @Nullable String channel,
        @Nullable String recipient) {
    public static final LedgerFilter ALL = new LedgerFilter(null, null, null, null);

    LedgerFilter withIncident(@Nullable String other) {
        return new LedgerFilter(other, state, channel, recipient);
    }

    LedgerFilter withState(LedgerEntry.@Nullable State other) {
        return new LedgerFilter(incident, other, channel, recipient);
    }

    LedgerFilter withChannel(@Nullable String other) {
        return new LedgerFilter(incident, state, other, recipient);
    }

    LedgerFilter withRecipient(@Nullable String other) {
        return new LedgerFilter(incident, state, channel, other);
    }

    /** Where the ledger's page shows these. */
    String href() {
        return href(null);
    }

    /** @param before only what was put before the delivery with this number; null for the newest */
    String href(@Nullable Long before) {
        StringJoiner query = new StringJoiner("&", "?", "");
        add(query, "incident", incident);
        add(query, "state", state == null ? null : state.name());
        add(query, "channel", channel);
        add(query, "recipient", recipient);
        add(query, "before", before == null ? null : before.toString());
        return "/deliveries/page" + (query.length() == 1 ? "" : query);
    }

    private static void add(StringJoiner query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
