package org.theorder.lifeboat.notifier.http;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * How requests leave our network, checked.
 *
 * @param proxy null if nothing stands between us and the Internet
 * @param authorities a PEM file with the only ones that are trusted; null for those of the JVM
 */
record Egress(@Nullable URI proxy, @Nullable Path authorities) {
    static final Egress DIRECT = new Egress(null, null);

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    static Egress of(HttpSettings settings) {
        settings.proxy()
                .ifPresent(proxy -> check(
                        "http".equals(proxy.getScheme()) && proxy.getHost() != null && proxy.getPort() > 0,
                        "proxy must be http://host:port"));
        settings.caFile().ifPresent(file -> check(Files.isReadable(file), "ca-file " + file + " cannot be read"));
        return new Egress(settings.proxy().orElse(null), settings.caFile().orElse(null));
    }

    HttpClientOptions trusting(HttpClientOptions options) {
        return authorities == null
                ? options
                : options.setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString()));
    }

    /** Null if there is none. */
    @Nullable
    ProxyOptions proxyOptions() {
        return proxy == null
                ? null
                : new ProxyOptions().setHost(proxy.getHost()).setPort(proxy.getPort());
    }

    private static void check(boolean valid, String rule) {
        if (!valid) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "lifeboat.notifier.http." + rule);
        }
    }
}
