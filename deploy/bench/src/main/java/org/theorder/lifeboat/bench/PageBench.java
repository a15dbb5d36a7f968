package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.theorder.lifeboat.local.suite.Folders;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.NotifierAlone;

/**
 * The packaged notifier-service with 20 components: readers of its page, the time from an event on Kafka to the page and to
 * the mail server, and how long it takes to tell many subscribers.
 */
final class PageBench {
    private static final int COMPONENTS = 20;
    private static final double MOST_BYTES = 60_000;
    private static final double P99_MILLISECONDS = 20;

    private final Home home;
    private final int seconds;
    private final int connections;
    private final int events;
    private final int subscribers;
    private final boolean shared;
    private final Consumer<String> out;
    private final Goals goals;

    PageBench(
            Home home,
            int seconds,
            int connections,
            int events,
            int subscribers,
            boolean shared,
            Consumer<String> out) {
        this.home = home;
        this.seconds = seconds;
        this.connections = connections;
        this.events = events;
        this.subscribers = subscribers;
        this.shared = shared;
        this.out = out;
        this.goals = new Goals(out);
    }

    /** @return whether every goal was reached */
    boolean run() throws IOException, InterruptedException {
        try (MailRelay relay = new MailRelay();
                // a service in production has both compilers; the suite on a laptop has the quick one
                NotifierAlone notifier =
                        NotifierAlone.start(home, configuration(relay), List.of("-XX:TieredStopAtLevel=4"));
                IncidentEvents kafka = new IncidentEvents(notifier.kafka(), Clock.systemUTC())) {
            readers(notifier.port());
            NewsBench news = new NewsBench(notifier, relay, kafka, out, goals);
            news.one(events);
            news.many(subscribers, shared);
        }
        return goals.reached();
    }

    private void readers(int port) throws IOException, InterruptedException {
        out.accept(connections + " readers, each asks as soon as it was answered; the load generator is this process");
        for (String path : List.of("/", "/api/v2/summary.json")) {
            HttpLoad whole = new HttpLoad(port, path, "", 200);
            // matches whatever is published, also after the next build
            HttpLoad known = new HttpLoad(port, path, "If-None-Match: *\r\n", 304);
            // the compiler
            measured(whole);
            measured(known);
            HttpLoad.Result answered = measured(whole);
            told("200 " + path, answered, 5_000);
            told("304 " + path, measured(known), 10_000);
            goals.below("bytes of " + path, (double) answered.bytes(), MOST_BYTES, "B");
        }
    }

    private HttpLoad.Result measured(HttpLoad load) throws IOException, InterruptedException {
        return load.run(connections, Duration.ofSeconds(seconds));
    }

    private void told(String what, HttpLoad.Result result, double perSecond) {
        goals.atLeast(what, result.perSecond(), perSecond, "/s");
        out.accept("    " + result.others());
        goals.below(what + ", p99", result.p99().toNanos() / 1e6, P99_MILLISECONDS, "ms");
    }

    private Map<String, String> configuration(MailRelay relay) throws IOException {
        Map<String, String> keys = new TreeMap<>();
        keys.put("lifeboat.notifier.mail.port", String.valueOf(relay.port()));
        keys.put("lifeboat.notifier.mail.security", "NONE");
        for (int component = 1; component <= COMPONENTS; component++) {
            String prefix = "lifeboat.notifier.components.component-" + component + ".";
            keys.put(prefix + "name", "Database " + component);
            keys.put(prefix + "cluster", "cluster-" + component);
        }
        if (shared) {
            keys.put(
                    "lifeboat.notifier.subscribers.shared-key-file", sharedKey().toString());
            // nobody answers there: the region goes on by itself, and tells over Kafka
            keys.put("lifeboat.notifier.regions.peers.dr", "http://127.0.0.1:9/");
            keys.put("lifeboat.notifier.regions.look-every", "1s");
            keys.put("lifeboat.notifier.regions.doubt-after", "2s");
        }
        return keys;
    }

    private Path sharedKey() throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Folders.make(home.root());
        return Files.writeString(
                home.root().resolve("shared-key"), Base64.getEncoder().encodeToString(secret));
    }
}
