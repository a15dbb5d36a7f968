package org.theorder.lifeboat.notifier.timeline;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** {@code lifeboat.notifier.timeline.*}: the signature of timelines. */
@ConfigMapping(prefix = "lifeboat.notifier.timeline")
public interface TimelineSettings {
    /**
     * The private key, Ed25519 in PKCS #8 (PEM), the same in every region; {@code openssl genpkey -algorithm ed25519} makes
     * one. Without it no timelines are given out.
     */
    Optional<Path> keyFile();
}
