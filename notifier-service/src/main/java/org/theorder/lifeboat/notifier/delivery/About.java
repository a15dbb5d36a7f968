package org.theorder.lifeboat.notifier.delivery;

import java.util.List;

/** What messages are about that are about no incident and no maintenance: ids that begin so have no page. */
public final class About {
    public static final String CANARY = "canary-";
    public static final String DIGEST = "digest-";
    public static final String SUBSCRIPTION = "subscription-";

    private static final List<String> WITHOUT_PAGE = List.of(Alarm.PREFIX, CANARY, DIGEST, SUBSCRIPTION);

    private About() {}

    static boolean hasPage(String id) {
        return WITHOUT_PAGE.stream().noneMatch(id::startsWith);
    }
}
