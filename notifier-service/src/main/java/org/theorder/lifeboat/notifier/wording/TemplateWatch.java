package org.theorder.lifeboat.notifier.wording;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Routine;

/** Looks every few seconds whether the templates have changed. What is wrong with them is said once, and changes nothing. */
@ApplicationScoped
class TemplateWatch implements Routine {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Templates templates;
    private String complaint = "";

    TemplateWatch(Templates templates) {
        this.templates = templates;
    }

    @Override
    public String name() {
        return "templates";
    }

    @Override
    public void round() throws InterruptedException {
        look();
        Thread.sleep(LOOK);
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
