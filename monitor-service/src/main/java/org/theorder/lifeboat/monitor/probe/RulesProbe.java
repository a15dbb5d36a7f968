package org.theorder.lifeboat.monitor.probe;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

/** Whether the newest file of rules is the one that counts. */
@ApplicationScoped
public class RulesProbe implements Probe {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Subject RULES = new Subject(RuleName.RULES_REFUSED, "rules", null, "monitor-service");

    private final RuleBook book;

    RulesProbe(RuleBook book) {
        this.book = book;
    }

    @Override
    public String name() {
        return "rules";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(RULES);
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public List<Observation> look() {
        return observed(book.refusal()
                .<Reading>map(refusal -> new Reading.Bad(
                        refusal,
                        "Changed rules were refused: those before stay in force",
                        List.of(new Fact("reason", refusal))))
                .orElseGet(() -> new Reading.Good("the newest rules are in force")));
    }

    @Override
    public List<Observation> late() {
        return unseen("it took too long");
    }

    @Override
    public List<Observation> unseen(String reason) {
        return observed(new Reading.Unknown(reason));
    }

    private static List<Observation> observed(Reading reading) {
        return List.of(new Observation(RULES, reading));
    }
}
