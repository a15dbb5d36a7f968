package org.theorder.lifeboat.notifier.page;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.wording.Moment;

/**
 * What stands around the content of every page.
 *
 * @param built null if the page does not get old
 * @param live true if the page turns grey by itself once it is old
 * @param grey true if it is old already
 * @param limit how old that is, in words
 * @param signed true if there is a public key of timelines
 * @param icon a data address
 * @param policy what the page may load and run
 */
public record Chrome(
        String name,
        boolean drill,
        String servedFrom,
        @Nullable Moment built,
        boolean live,
        boolean grey,
        String limit,
        boolean signed,
        String icon,
        String policy,
        String style,
        String script) {}
