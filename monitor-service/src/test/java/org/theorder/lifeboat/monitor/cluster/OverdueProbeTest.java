package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.ProtectionReported.Due;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.Verdict;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.rulebook.RulesConfiguration;

/** A schedule that goes on from moment to moment, judged with the limits of the release. */
class OverdueProbeTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(30));
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final RuleBook rules = new RuleBook(Mappings.of(RulesConfiguration.class, Map.of()));
    private final OverdueProbe probe = new OverdueProbe(null, null, rules, Clock.systemUTC());
    private final List<BackupCompleted> backups = new ArrayList<>();

    private static OwedBackup owed(
            Due due, List<BackupCompleted> backups, Instant firstAt, @Nullable Instant before, Instant now) {
        ProtectionReported report = Samples.protection("shop", NOON, NOON, "0/5000000", "0/5000000");
        return OwedBackup.of(new Latest<>("shop", NOON, NOON, firstAt, report), due, backups, before, now);
    }

    private OwedBackup owed(Due due, Instant now) {
        return owed(due, backups, LONG_AGO, null, now);
    }

    private double late(Due due, Instant now) {
        return owed(due, now).reading(now).amount();
    }

    private void complete(Instant at) {
        backups.add(Samples.backup("shop", at));
    }

    private Verdict verdict(OwedBackup owed, List<OwedBackup> all, Instant now) {
        Subject subject = new Subject(
                RuleName.BACKUP_OVERDUE, BackupRule.key(owed.cluster(), owed.kind()), new ClusterName("shop"), "shop");
        return rules.current().of(subject).verdict(probe.reading(owed, all, now));
    }

    /** Looked at every minute while backup-service tells one moment after the other: the verdicts. */
    private List<Verdict> verdicts(BackupKind kind, Instant first, Duration period, Duration lasting) {
        List<Verdict> verdicts = new ArrayList<>();
        @Nullable Instant missed = null;
        for (Instant now = first; !now.isAfter(first.plus(lasting)); now = now.plusSeconds(60)) {
            Instant latest =
                    first.plus(period.multipliedBy(Duration.between(first, now).dividedBy(period)));
            OwedBackup owed = owed(new Due(kind, latest, latest.plus(period)), backups, LONG_AGO, missed, now);
            missed = owed.missedSince();
            verdicts.add(verdict(owed, List.of(owed), now));
        }
        return verdicts;
    }

    @Test
    void anHourlyBackupThatNeverComesIsCriticalAfterAnHourAndStaysSo() {
        complete(NOON.minusSeconds(1800));

        List<Verdict> verdicts = verdicts(BackupKind.INCREMENTAL, NOON, HOUR, Duration.ofHours(5));

        assertThat(verdicts.subList(0, 61)).doesNotContain(new Verdict.Bad(Severity.CRITICAL));
        assertThat(verdicts.subList(61, verdicts.size())).containsOnly(new Verdict.Bad(Severity.CRITICAL));
    }

    @Test
    void aDailyBackupThatNeverComesStaysCriticalWhenTheNextIsDue() {
        complete(NOON.minusSeconds(1800));

        List<Verdict> verdicts = verdicts(BackupKind.FULL, NOON, DAY, Duration.ofDays(2));

        assertThat(verdicts.subList(0, 241)).doesNotContain(new Verdict.Bad(Severity.CRITICAL));
        assertThat(verdicts.subList(241, verdicts.size())).containsOnly(new Verdict.Bad(Severity.CRITICAL));
    }

    @Test
    void aSuccessEndsItAndWhatIsMissedThenCountsAnew() {
        Instant now = NOON.plus(HOUR.multipliedBy(3)).plusSeconds(600);
        Due due = new Due(BackupKind.INCREMENTAL, NOON.plus(HOUR.multipliedBy(3)), null);
        complete(now.minusSeconds(300));
        assertThat(owed(due, backups, LONG_AGO, NOON, now).missedSince()).isNull();

        backups.clear();
        complete(NOON.plus(HOUR));
        assertThat(owed(due, backups, LONG_AGO, NOON, now).missedSince()).isEqualTo(due.latest());
    }

    @Test
    void whatAChangedScheduleNoLongerWantsIsNotMissed() {
        complete(NOON.minusSeconds(1800));
        Due daily = new Due(BackupKind.INCREMENTAL, NOON.minus(HOUR), NOON.plus(DAY));

        assertThat(owed(daily, backups, LONG_AGO, NOON, NOON.plus(HOUR)).missedSince())
                .isNull();
    }

    @Test
    void aBackupThatIsCompleteAfterItWasDueCameWheneverItBegan() {
        Due due = new Due(BackupKind.FULL, NOON.minusSeconds(5), NOON.plus(DAY));

        complete(NOON.minusSeconds(6));
        assertThat(late(due, NOON)).isEqualTo(5);
        complete(NOON);
        assertThat(backups.getLast().startedAt()).isBefore(NOON.minusSeconds(5));
        assertThat(late(due, NOON)).isZero();
    }

    @Test
    void aFullBackupIsAnIncrementalThatCame() {
        complete(NOON.minusSeconds(300));

        assertThat(late(new Due(BackupKind.INCREMENTAL, NOON.minusSeconds(600), null), NOON))
                .isZero();
    }

    @Test
    void anIncrementalThatIsDueDuringAFullBackupHasAsMuchTimeAsThat() {
        complete(NOON.minus(HOUR));
        Instant soon = NOON.plus(HOUR.multipliedBy(3));
        Instant late = NOON.plus(HOUR.multipliedBy(5));

        assertThat(besideAFull(NOON, soon)).isEqualTo(Verdict.Plain.BETWEEN);
        assertThat(besideAFull(NOON, late)).isEqualTo(new Verdict.Bad(Severity.CRITICAL));
        assertThat(besideAFull(NOON.plusSeconds(1), soon))
                .as("missed before the full one was due")
                .isEqualTo(new Verdict.Bad(Severity.CRITICAL));
    }

    /** An incremental that is missed since noon. */
    private Verdict besideAFull(Instant fullDue, Instant now) {
        OwedBackup full = owed(new Due(BackupKind.FULL, fullDue, null), now);
        OwedBackup incremental = owed(new Due(BackupKind.INCREMENTAL, NOON, null), now);
        return verdict(incremental, List.of(full, incremental), now);
    }

    @Test
    void whatIsDueNextIsOverdueAlthoughBackupServiceIsSilent() {
        Due due = new Due(BackupKind.FULL, NOON.minusSeconds(600), NOON.plusSeconds(3600));
        complete(NOON.minusSeconds(300));

        assertThat(late(due, NOON.plusSeconds(7200))).isEqualTo(3600);
    }

    @Test
    void aClusterThatIsNewIsGivenTheTimeOfItsFirstBackupAndNoMore() {
        Instant firstAt = NOON.minusSeconds(60);
        Due due = new Due(BackupKind.FULL, NOON.minus(Duration.ofHours(10)), null);
        assertThat(owed(due, List.of(), firstAt, null, NOON).missedSince()).isEqualTo(firstAt);

        Due next = new Due(BackupKind.FULL, NOON.plus(DAY), null);
        assertThat(owed(next, List.of(), firstAt, firstAt, NOON.plus(DAY)).missedSince())
                .isEqualTo(firstAt);
        assertThat(owed(next, List.of(), firstAt, LONG_AGO, NOON.plus(DAY)).missedSince())
                .as("of a cluster that was called so before")
                .isEqualTo(next.latest());
    }

    @Test
    void howLateItIsIsToldInWords() {
        Reading.Measured reading = owed(new Due(BackupKind.FULL, NOON.minusSeconds(600), null), NOON)
                .reading(NOON);

        assertThat(reading.value()).isEqualTo("due for 10 min, newest: none known");
    }
}
