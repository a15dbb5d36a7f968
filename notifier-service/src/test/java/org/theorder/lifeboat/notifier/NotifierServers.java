package org.theorder.lifeboat.notifier;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.theorder.lifeboat.servers.FreePorts;

/** Settings of the notifier under test: where its mail server will listen, tokens, and the components of the scenes. */
public final class NotifierServers implements QuarkusTestResourceLifecycleManager {
    public static final String MAIL_PORT = "lifeboat.notifier.mail.port";
    public static final String VIEWER = "viewer-token-of-the-test";
    public static final Path PUBLISHED = Path.of("target/published-page").toAbsolutePath();
    public static final String OPERATOR = "operator-of-the-test";

    /** Of RFC 8032, section 7.1, test 1: no secret. */
    private static final String TIMELINE_KEY = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;

    @Override
    public Map<String, String> start() {
        return settings();
    }

    public static Map<String, String> settings() {
        try {
            Path tokens = Files.createTempFile("tokens", ".properties");
            tokens.toFile().deleteOnExit();
            Files.writeString(tokens, "viewer=" + sha256(VIEWER) + "\noperator=" + sha256(OPERATOR) + "\n");
            Path key = Files.createTempFile("timeline", ".pem");
            key.toFile().deleteOnExit();
            Files.writeString(key, TIMELINE_KEY);
            return Map.ofEntries(
                    Map.entry("lifeboat.notifier.timeline.key-file", key.toString()),
                    Map.entry(
                            "lifeboat.notifier.publish.url",
                            PUBLISHED.toUri().toString().replaceFirst("/$", "")),
                    Map.entry("quarkus.http.test-port", "0"),
                    Map.entry("lifeboat.edge.tokens", tokens.toString()),
                    Map.entry(MAIL_PORT, Integer.toString(FreePorts.next())),
                    Map.entry("lifeboat.notifier.mail.security", "NONE"),
                    Map.entry("lifeboat.notifier.mail.answer-timeout", "2s"),
                    Map.entry("lifeboat.notifier.delivery.pauses", "200ms,300ms,500ms,1s"),
                    Map.entry("lifeboat.notifier.canary.enabled", "false"),
                    Map.entry("lifeboat.notifier.contacts.security.recipients", "security@the-order.org"),
                    Map.entry("lifeboat.notifier.contacts.security.digests", "00:00"),
                    Map.entry("lifeboat.notifier.subscribers.forms-per-client", "1000"),
                    Map.entry("lifeboat.notifier.page.name", "The Order"),
                    Map.entry("lifeboat.notifier.page.url", "https://status.the-order.org"),
                    Map.entry("lifeboat.notifier.groups.databases.name", "Databases"),
                    Map.entry("lifeboat.notifier.components.shop.name", "Shop database"),
                    Map.entry("lifeboat.notifier.components.shop.cluster", "shop"),
                    Map.entry("lifeboat.notifier.components.shop.group", "databases"),
                    Map.entry("lifeboat.notifier.components.website.name", "Website"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // nothing was started
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
