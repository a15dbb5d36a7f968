package org.theorder.lifeboat.notifier.wording;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Loop;

/** Looks every few seconds whether the templates have changed. What is wrong with them is said once, and changes nothing. */
@ApplicationScoped
class TemplateWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final Templates templates;
    private final Loop loop;
    private String complaint = "";

    TemplateWatch(Templates templates) {
        this.templates = templates;
        this.loop = Loop.virtual("templates", _ -> {
            look();
            Thread.sleep(LOOK);
        });
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
        loop.join(END_WITHIN);
    }

    private void look() {
        try {
            if (templates.readAgain()) {
                LOG.info("templates were read again");
            }
            complaint = "";
        } catch (LifeboatException e) {
            if (!complaint.equals(e.explanation())) {
                complaint = e.explanation();
                LOG.error("changed templates are not used; the former ones stay error={}", complaint);
            }
        }
    }
}
