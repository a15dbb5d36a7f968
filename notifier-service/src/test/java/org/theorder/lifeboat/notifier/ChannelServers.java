package org.theorder.lifeboat.notifier;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.theorder.lifeboat.servers.FreePorts;

/** PagerDuty and webhooks of every kind, all at one port of this host. */
public final class ChannelServers implements QuarkusTestResourceLifecycleManager {
    public static final String PORT = "test.http-receiver.port";
    public static final String ROUTING_KEY = "R012345678901234567890123456789A";
    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Override
    public Map<String, String> start() {
        int port = FreePorts.next();
        String base = "http://127.0.0.1:" + port;
        String webhooks = "lifeboat.notifier.webhooks.";
        Map<String, String> settings = new HashMap<>(Map.of(
                PORT,
                Integer.toString(port),
                "lifeboat.notifier.pagerduty.url",
                base,
                "lifeboat.notifier.pagerduty.routing-key-file",
                file(ROUTING_KEY)));
        settings.put("lifeboat.notifier.subscribers.allow-inside", "true");
        for (String name : new String[] {"signed", "gone", "inside"}) {
            settings.put(webhooks + name + ".url", base + "/" + name);
            settings.put(webhooks + name + ".secret-file", file(SECRET));
            settings.put(webhooks + name + ".allow-inside", Boolean.toString(!name.equals("inside")));
        }
        settings.put(webhooks + "inside.teams", "security");
        settings.put(webhooks + "slack.url-file", file(base + "/slack"));
        settings.put(webhooks + "slack.format", "SLACK");
        settings.put(webhooks + "slack.allow-inside", "true");
        settings.put(webhooks + "teams.url", base + "/teams");
        settings.put(webhooks + "teams.format", "TEAMS");
        settings.put(webhooks + "teams.allow-inside", "true");
        return settings;
    }

    @Override
    public void stop() {
        // nothing was started
    }

    private static String file(String content) {
        try {
            Path file = Files.createTempFile("secret", ".txt");
            file.toFile().deleteOnExit();
            Files.writeString(file, content + "\n");
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
