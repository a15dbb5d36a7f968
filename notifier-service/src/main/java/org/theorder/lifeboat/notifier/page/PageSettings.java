package org.theorder.lifeboat.notifier.page;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;

/** {@code lifeboat.notifier.page.*}: the status page as a whole. */
@ConfigMapping(prefix = "lifeboat.notifier.page")
public interface PageSettings {
    /** Whose status it is, for example {@code The Order}. */
    @WithDefault("Lifeboat")
    String name();

    /** Where people reach the page; links in mails and in the API begin with it. No slash at the end. */
    @WithDefault("http://127.0.0.1:8084")
    URI url();

    /** IANA name for the API's {@code time_zone}; the page itself shows UTC. */
    @WithDefault("UTC")
    ZoneId timeZone();

    /** The region that this page is served from, as the page says it. */
    @WithDefault("local")
    String servedFrom();

    /** True marks the page and every mail as a drill. */
    @WithDefault("false")
    boolean drill();

    /** The page is built anew at least this often, even if nothing changes. */
    @WithDefault("15s")
    Duration rebuildEvery();

    /** Without a new build for this long everything is shown as unknown. */
    @WithDefault("2m")
    Duration staleAfter();
}
