package org.theorder.lifeboat.monitor.rulebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.RuleSet;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.Verdict;

class RuleFileTest {
    private static final RuleSet RELEASE = RuleBook.ofRelease();

    private static RuleSet read(String text) {
        return new RuleFile("rules.yaml").read(text, RELEASE);
    }

    private static Rule of(RuleSet rules, RuleName rule, String subject) {
        return rules.of(new Subject(rule, subject, null, "shop"));
    }

    @Test
    void theReleaseHasEveryRule() {
        assertThat(RELEASE.all()).hasSize(RuleName.values().length).allSatisfy(rule -> {
            assertThat(rule.problem()).isEmpty();
            assertThat(rule.says()).isNotBlank();
            assertThat(rule.threshold()).isNotBlank();
        });
    }

    @Test
    void whateverTheReleaseTellsItSaysWhatToDo() {
        assertThat(RELEASE.all())
                .filteredOn(rule -> rule.name() != RuleName.SERVICE_DOWN)
                .allSatisfy(rule -> {
                    assertThat(rule.plan()).as("of %s", rule.name()).isNotBlank();
                    assertThat(rule.cases())
                            .allSatisfy(file -> assertThat(file)
                                    .allSatisfy(one -> assertThat(
                                                    rule.of(one.subjects().text())
                                                            .plan())
                                            .isNotBlank()));
                });
        assertThat(of(RELEASE, RuleName.SERVICE_DOWN, "eu/api").plan()).isNotBlank();
        assertThat(of(RELEASE, RuleName.SERVICE_DOWN, "shop").plan())
                .as("derived, see SuggestedPlanIT")
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "RECOVERY_POINT, 39.9, GOOD",
        "RECOVERY_POINT, 45, BETWEEN",
        "RECOVERY_POINT, 50.1, WARNING",
        "RECOVERY_POINT, 100.1, CRITICAL",
        "REPLICATION_LAG, 239, GOOD",
        "REPLICATION_LAG, 300, BETWEEN",
        "REPLICATION_LAG, 301, WARNING",
        "STORAGE_USED, 74, GOOD",
        "STORAGE_USED, 81, WARNING",
        "STORAGE_USED, 91, CRITICAL",
        "SERVICE_SILENT, 84, GOOD",
        "SERVICE_SILENT, 86, CRITICAL"
    })
    void theReleaseHasTheLimitsThatWerePromised(RuleName rule, double amount, String expected) {
        Verdict verdict = RELEASE.named(rule).verdict(new Reading.Measured(amount, "", "", List.of()));
        assertThat(verdict instanceof Verdict.Bad bad ? bad.severity().name() : verdict.toString())
                .isEqualTo(expected);
    }

    @Test
    void theReleaseHasTheDurationsThatWerePromised() {
        assertThat(RELEASE.named(RuleName.REPLICATION_LAG).damping().clearFor()).isEqualTo(Duration.ofMinutes(2));
        assertThat(RELEASE.named(RuleName.SERVICE_DOWN).damping().raiseAfter()).isEqualTo(3);
        assertThat(RELEASE.named(RuleName.SERVICE_DOWN).damping().clearAfter()).isEqualTo(2);
        assertThat(RELEASE.named(RuleName.MONITORING_BLIND).damping().raiseAfter())
                .isEqualTo(3);
        assertThat(RELEASE.named(RuleName.FLAPPING).damping().clearFor()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void whatLosesDataIsNeverMuted() {
        assertThat(RELEASE.all())
                .filteredOn(Rule::always)
                .extracting(Rule::name)
                .containsExactlyInAnyOrder(RuleName.BACKUP_FAILED, RuleName.BACKUP_OVERDUE, RuleName.RECOVERY_POINT);
    }

    @Test
    void aFileSaysOnlyWhatDiffers() {
        Rule rule = read("replication-lag: {warning-above: 60s, good-below: 30s, team: infrastructure}")
                .named(RuleName.REPLICATION_LAG);

        assertThat(rule.threshold()).isEqualTo("> 1 min warning, clears < 30 s for 2 min");
        assertThat(rule.team()).isEqualTo(Team.INFRASTRUCTURE);
        assertThat(rule.says())
                .isEqualTo(RELEASE.named(RuleName.REPLICATION_LAG).says());
        assertThat(read("").all()).isEqualTo(RELEASE.all());
    }

    @Test
    void aCaseCountsForItsSubjectsAlone() {
        RuleSet rules = read("""
                service-down:
                  cases:
                    "shop-*":
                      severity: warning
                      raise-after: 1
                """);

        Rule test = of(rules, RuleName.SERVICE_DOWN, "shop-test");
        assertThat(test.severity()).isEqualTo(Severity.WARNING);
        assertThat(test.damping().raiseAfter()).isEqualTo(1);
        assertThat(test.damping().clearAfter()).isEqualTo(2);
        assertThat(of(rules, RuleName.SERVICE_DOWN, "shop").severity()).isEqualTo(Severity.CRITICAL);
    }

    @ParameterizedTest
    @CsvSource({"shop/*", "*/wal-gap", "shop/wal-gap"})
    void aCaseChangesOnlyWhatItNamesOfTheCaseOfTheRelease(String subjects) {
        RuleSet rules = read("protection-fault: {cases: {\"" + subjects + "\": {team: security}}}");

        Rule changed = of(rules, RuleName.PROTECTION_FAULT, "shop/wal-gap");
        Rule released = of(RELEASE, RuleName.PROTECTION_FAULT, "shop/wal-gap");
        assertThat(changed.team()).isEqualTo(Team.SECURITY);
        assertThat(changed.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(changed.damping()).isEqualTo(released.damping());
        assertThat(changed.damping().raiseAfter()).isEqualTo(1);
        assertThat(changed.damping().raiseFor()).isZero();
        assertThat(changed.plan()).isEqualTo(released.plan());
    }

    @Test
    void whatACaseNamesCountsBeforeTheReleaseAndTheFirstOfTheFileBeforeItsOthers() {
        RuleSet rules = read("""
                protection-fault:
                  cases:
                    "shop/slot-lost": {severity: info}
                    "shop/*": {severity: warning, raise-for: 5m}
                """);

        Rule slot = of(rules, RuleName.PROTECTION_FAULT, "shop/slot-lost");
        assertThat(slot.severity()).isEqualTo(Severity.INFO);
        assertThat(slot.damping().raiseFor()).isZero();
        Rule chain = of(rules, RuleName.PROTECTION_FAULT, "shop/dr/chain-broken");
        assertThat(chain.severity()).isEqualTo(Severity.WARNING);
        assertThat(chain.damping().raiseFor()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aLimitOfTheReleaseStaysForWhomACaseNamesSomethingElse() {
        RuleSet rules = read("backup-overdue: {cases: {\"shop/full\": {team: security, warning-above: 2h}}}");

        assertThat(of(rules, RuleName.BACKUP_OVERDUE, "shop/full").threshold())
                .isEqualTo("> 2 h warning, > 4 h critical, clears < 1 s");
    }

    @Test
    void aSeverityCountsForWhatIsBadWithoutAMeasurement() {
        Rule changed = read("pods-restarting: {severity: critical}").named(RuleName.PODS_RESTARTING);

        assertThat(changed.verdict(new Reading.Bad("CrashLoopBackOff", "", List.of())))
                .isEqualTo(new Verdict.Bad(Severity.CRITICAL));
        assertThat(changed.verdict(new Reading.Measured(3, "", "", List.of())))
                .isEqualTo(new Verdict.Bad(Severity.WARNING));
    }

    @Test
    void aStepCanBeTakenAway() {
        assertThat(read("storage-used: {critical-above: none}")
                        .named(RuleName.STORAGE_USED)
                        .threshold())
                .isEqualTo("> 80 % warning, clears < 75 %");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "storage-usd: {}|there is no rule 'storage-usd'; GET /rules lists them",
                "storage-used: {warning-above: lots}|a number is expected here, for example 80, not 'lots'",
                "replication-lag: {warning-above: 300}|a duration is expected here, for example 90s, 5m, 4h or 30d, not '300'",
                "storage-used: {warning-above: 95}|the rule storage-used would never be a warning: critical-above is reached first",
                "storage-used: {good-below: 85}|the rule storage-used would flap: a value can be good and bad at the same time",
                "storage-used: {warning-below: 10}|the rule storage-used has no 'warning-below'; it has clear-after, clear-for, critical-above, good-below, impact, plan, raise-after, raise-for, team, warning-above",
                "service-down: {warning-above: 3}|the rule service-down has no 'warning-above'; it has clear-after, clear-for, impact, plan, raise-after, raise-for, severity, team",
                "replication-lag: {severity: critical}|the rule replication-lag has no 'severity'; it is measured, so use critical-above or warning-above",
                "certificate-expires: {severity: info}|the rule certificate-expires has no 'severity'; it is measured, so use critical-below or warning-below",
                "storage-used: {cases: {data: {severity: info}}}|the rule storage-used has no 'severity'; it is measured, so use critical-above or warning-above",
                "service-down: {team: data}|database, infrastructure, security is expected here, not 'data'",
                "service-down: {raise-after: 0}|a whole number from 1 is expected here, not '0'",
                "service-down: {always: maybe}|true or false is expected here, not 'maybe'",
                "backup-failed: {always: false}|the rule backup-failed is never muted, so always cannot be false",
                "service-down: [1]|names with values are expected here",
                "service-down: {team: [database]}|one value is expected here",
            })
    void aRefusalNamesFileLineAndReason(String text, String refusal) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining("rules.yaml:1: " + refusal);
    }

    @Test
    void theLineIsThatOfTheMistake() {
        assertThatThrownBy(() -> read("""
                # ours
                service-down:
                  team: database
                storage-used:
                  cases:
                    data: {warning-above: 99}
                """))
                .hasMessageContaining("rules.yaml:6: the rule storage-used for data would never be a warning");
        assertThatThrownBy(() -> read("backup-overdue: {critical-above: 6h, good-below: 5h}"))
                .as("a case of the release that no longer fits")
                .hasMessageContaining("rules.yaml:1: the rule backup-overdue for */full then");
        assertThatThrownBy(() -> read("backup-overdue: {cases: {\"shop/*\": {warning-above: 2h}}}"))
                .as("it fits full backups, whose limit is 4 h, and no others")
                .hasMessageContaining("rules.yaml:1: the rule backup-overdue for shop/* would never be a warning");
        assertThatThrownBy(() -> read("service-down:\n  team: database\nservice-down: {}\n"))
                .hasMessageContaining("rules.yaml:3: the rule service-down is there twice");
        assertThatThrownBy(() -> read("service-down:\n  team: {a\n  b: c"))
                .hasMessageContaining("rules.yaml:3: is not YAML");
    }
}
