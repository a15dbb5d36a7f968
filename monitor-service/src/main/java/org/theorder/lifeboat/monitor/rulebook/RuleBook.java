package org.theorder.lifeboat.monitor.rulebook;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.rule.RuleSet;

/**
 * The rules that are in force. A wrong file refuses the start; a file that becomes wrong later is refused with its line, and
 * the rules before it stay.
 */
@ApplicationScoped
@Startup // so that a wrong file is refused at start, not at the first use
public class RuleBook {
    private static final Logger LOG = LoggerFactory.getLogger(RuleBook.class);
    private static final String RELEASE = "rules.yaml";

    private final RuleSet release;
    private final @Nullable Path file;
    private final long everyMillis;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile RuleSet rules;
    private volatile @Nullable String refusal;
    private String read = "";

    /** @throws LifeboatException CONFIGURATION_INVALID naming file, line and reason */
    public RuleBook(RulesConfiguration configuration) {
        release = ofRelease();
        file = configuration.file().map(Path::of).orElse(null);
        everyMillis = Configured.milliseconds("lifeboat.monitor.rules.interval", configuration.interval());
        rules = release;
        if (file != null) {
            load(file);
        }
    }

    /** Those of this moment. */
    public RuleSet current() {
        return rules;
    }

    /** Why the newest file was refused; empty if it was taken. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    void start(@Observes StartupEvent event) {
        if (file != null) {
            Thread.ofVirtual().name("rules").start(() -> watch(file));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    private void watch(Path watched) {
        try {
            while (!stopping.await(everyMillis, TimeUnit.MILLISECONDS)) {
                look(watched);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Path watched) {
        try {
            if (load(watched)) {
                LOG.info("rules were read again file={}", watched);
            }
            refusal = null;
        } catch (LifeboatException e) {
            if (!e.explanation().equals(refusal)) {
                LOG.error("rules were refused, those before stay in force error={}", e.explanation());
            }
            refusal = e.explanation();
        }
    }

    /** Read as a whole each time: a time of change is too coarse, and a ConfigMap is a link that moves. */
    private boolean load(Path watched) {
        String text = text(watched);
        if (text.equals(read)) {
            return false;
        }
        rules = new RuleFile(watched.toString()).read(text, release);
        read = text;
        return true;
    }

    private static String text(Path watched) {
        try {
            return Files.readString(watched);
        } catch (IOException e) {
            throw new RulesRefused(watched + ": cannot be read: " + e);
        }
    }

    /** The rules as they are shipped. */
    public static RuleSet ofRelease() {
        try (InputStream rules = RuleBook.class.getResourceAsStream(RELEASE)) {
            if (rules == null) {
                throw new LifeboatException(ErrorCode.INTERNAL, RELEASE + " is missing in the jar");
            }
            return new RuleFile(RELEASE).read(new String(rules.readAllBytes(), StandardCharsets.UTF_8), null);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, RELEASE + " cannot be read", e);
        }
    }
}
