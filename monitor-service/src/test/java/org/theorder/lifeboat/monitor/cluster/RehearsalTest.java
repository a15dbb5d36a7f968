package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;

class RehearsalTest {
    private static final BackupId FIRST = new BackupId("20261120T020000000Z-full");
    private static final BackupId SECOND = new BackupId("20261121T020000000Z-incremental");
    private static final BackupId THIRD = new BackupId("20261122T020000000Z-full");

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Rehearsal UNKNOWN = new Rehearsal("shop", null, null, null, null, null);

    @Test
    void whatWasSeenFirstIsNoChange() {
        assertThat(UNKNOWN.after(shape(FIRST, "1", 18, "dr", "eu")).isStale()).isFalse();
        assertThat(UNKNOWN.after(FIRST, NOON)
                        .after(shape(SECOND, "1", 18, "dr", "eu"))
                        .isStale())
                .as("a drill of a backup from before anything was seen")
                .isFalse();
    }

    @Test
    void aMajorVersionAServerAndASetOfRegionsAreWhatMatters() {
        Rehearsal known = UNKNOWN.after(shape(FIRST, "1", 17, "dr", "eu")).after(FIRST, NOON);

        assertThat(known.after(shape(SECOND, "1", 17, "dr", "eu")).isStale()).isFalse();
        assertStale(known.after(shape(SECOND, "2", 18, "dr", "eu")), "PostgreSQL 17 became 18");
        assertStale(
                known.after(shape(SECOND, "2", 17, "dr", "eu")), "it is another server: system identifier 1 became 2");
        assertStale(known.after(shape(SECOND, "1", 17, "dr", "us")), "its regions were dr, eu and are dr, us");
    }

    @Test
    void onlyWhatIsNewerThanTheChangeProves() {
        Rehearsal changed = UNKNOWN.after(shape(FIRST, "1", 17, "dr"))
                .after(FIRST, NOON)
                .after(shape(SECOND, "2", 18, "dr"))
                .after(shape(THIRD, "2", 18, "dr"));

        assertThat(changed.isStale()).isTrue();
        assertThat(changed.after(FIRST, NOON).isStale()).as("to a time before").isTrue();
        assertThat(changed.after(SECOND, NOON).isStale()).isFalse();
        assertThat(changed.after(THIRD, NOON).after(FIRST, NOON).isStale())
                .as("one of an older backup takes nothing away")
                .isFalse();
    }

    @Test
    void theNewestProofCountsWhateverItIsOf() {
        Rehearsal proven =
                UNKNOWN.after(SECOND, NOON).after(FIRST, NOON.plusSeconds(60)).after(THIRD, NOON.minusSeconds(60));

        assertThat(proven.provenAt()).isEqualTo(NOON.plusSeconds(60));
        assertThat(proven.proven()).isEqualTo(THIRD);
    }

    @Test
    void aBackupThatIsToldLateChangesNothing() {
        Rehearsal known = UNKNOWN.after(shape(SECOND, "2", 18, "dr")).after(SECOND, NOON);

        assertThat(known.after(shape(FIRST, "1", 17, "dr"))).isEqualTo(known);
    }

    @Test
    void whatIsThereAgainHasToBeRehearsedAgain() {
        Rehearsal known = UNKNOWN.after(shape(FIRST, "1", 18, "dr", "eu"))
                .after(FIRST, NOON)
                .after(shape(SECOND, "1", 18, "dr"))
                .after(shape(THIRD, "1", 18, "dr", "eu"));

        assertStale(known, "its regions were dr and are dr, eu");
    }

    private static void assertStale(Rehearsal rehearsal, String change) {
        assertThat(rehearsal.isStale()).isTrue();
        assertThat(rehearsal.change()).isEqualTo(change);
    }

    private static Rehearsal.Shape shape(BackupId newest, String server, int major, String... regions) {
        return new Rehearsal.Shape(newest, server, major, List.of(regions));
    }
}
