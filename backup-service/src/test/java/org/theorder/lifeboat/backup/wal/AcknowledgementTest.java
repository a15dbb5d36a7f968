package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.settings.RegionPolicy;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;

/**
 * Correctness line 12 and 14: the server hears that WAL is safe when the regions of the policy have it, never goes back,
 * and does not keep it for ever for a region that is away.
 */
class AcknowledgementTest {
    private static final RegionName DR = new RegionName("dr");
    private static final RegionName PRIMARY = new RegionName("primary");
    private static final RegionName THIRD = new RegionName("third");
    private static final List<RegionName> REGIONS = List.of(DR, PRIMARY, THIRD);
    private static final long MOST = 1_000;

    private static Lsn at(long position) {
        return new Lsn(position);
    }

    private static Acknowledgement of(RegionPolicy policy, Map<RegionName, Lsn> durable, long anywhere, long before) {
        return of(policy, durable, anywhere, new Acknowledgement(at(before), List.of()));
    }

    private static Acknowledgement of(
            RegionPolicy policy, Map<RegionName, Lsn> durable, long anywhere, Acknowledgement before) {
        return Acknowledgement.of(policy, REGIONS, durable, at(anywhere), before, MOST);
    }

    @Test
    void serverKeepsTheSegmentThatWasAcknowledgedInPart() {
        int bytes = 1 << 20;
        Lsn segment = at(2L * bytes);
        Acknowledgement acknowledged = new Acknowledgement(segment.plus(100), List.of());

        assertThat(acknowledged.keeps(segment.plus(100), bytes)).isTrue();
        assertThat(acknowledged.keeps(segment, bytes)).isTrue();
        assertThat(acknowledged.keeps(at(2L * bytes - 1), bytes)).isFalse();
        assertThat(new Acknowledgement(Lsn.ZERO, List.of()).keeps(segment, bytes))
                .as("nothing is promised yet")
                .isFalse();
    }

    @Test
    void anyIsTheFurthest() {
        Map<RegionName, Lsn> durable = Map.of(DR, at(5_000), PRIMARY, at(9_000));
        assertThat(of(RegionPolicy.ANY, durable, 9_000, 100)).isEqualTo(new Acknowledgement(at(9_000), List.of()));
    }

    @Test
    void allIsTheSlowest() {
        Map<RegionName, Lsn> durable = Map.of(DR, at(8_500), PRIMARY, at(9_000), THIRD, at(8_700));
        assertThat(of(RegionPolicy.ALL, durable, 9_000, 100)).isEqualTo(new Acknowledgement(at(8_500), List.of()));
    }

    @Test
    void namedIsTheSlowestOfThose() {
        Map<RegionName, Lsn> durable = Map.of(DR, at(100), PRIMARY, at(9_000), THIRD, at(8_700));
        RegionPolicy policy = new RegionPolicy.Named(List.of(PRIMARY, THIRD));
        assertThat(of(policy, durable, 9_000, 100)).isEqualTo(new Acknowledgement(at(8_700), List.of()));
    }

    @Test
    void regionThatWasNeverAskedHoldsFromWhatTheServerKeeps() {
        Map<RegionName, Lsn> durable = Map.of(PRIMARY, at(9_000), THIRD, at(9_000));
        assertThat(of(RegionPolicy.ALL, durable, 9_000, 8_600)).isEqualTo(new Acknowledgement(at(8_600), List.of()));
    }

    @Test
    void itNeverGoesBack() {
        Map<RegionName, Lsn> durable = Map.of(DR, at(10), PRIMARY, at(9_000), THIRD, at(9_000));
        assertThat(of(RegionPolicy.ALL, durable, 9_000, 8_600).upTo()).isEqualTo(at(8_600));
    }

    @Test
    void beyondTheLimitThePrimaryIsNotMadeToWaitAndThatIsSaid() {
        Map<RegionName, Lsn> durable = Map.of(DR, at(2_000), PRIMARY, at(9_000), THIRD, at(8_900));
        assertThat(of(RegionPolicy.ALL, durable, 9_000, 1_000)).isEqualTo(new Acknowledgement(at(9_000), List.of(DR)));
    }

    @Test
    void regionsThatNobodyWaitsForAreNotBlamed() {
        Map<RegionName, Lsn> durable = Map.of(PRIMARY, at(9_000));
        assertThat(of(RegionPolicy.ANY, durable, 9_000, 1_000).notWaitedFor()).isEmpty();
    }

    @Test
    void regionThatIsNotWaitedForIsToldUntilItIsThereAgain() {
        Map<RegionName, Lsn> durable = Map.of(DR, at(2_000), PRIMARY, at(9_000), THIRD, at(9_000));
        Acknowledgement first = of(RegionPolicy.ALL, durable, 9_000, 1_000);
        Acknowledgement second = of(RegionPolicy.ALL, durable, 9_000, first);
        assertThat(second).isEqualTo(new Acknowledgement(at(9_000), List.of(DR)));

        Map<RegionName, Lsn> caughtUp = Map.of(DR, at(8_500), PRIMARY, at(9_100), THIRD, at(9_100));
        assertThat(of(RegionPolicy.ALL, caughtUp, 9_100, second)).isEqualTo(new Acknowledgement(at(9_000), List.of()));
    }

    @Test
    void regionThatWasNeverAskedIsToldUntilItAnswers() {
        Map<RegionName, Lsn> durable = Map.of(PRIMARY, at(9_000), THIRD, at(9_000));
        Acknowledgement first = of(RegionPolicy.ALL, durable, 9_000, 1_000);
        assertThat(first.notWaitedFor()).containsExactly(DR);
        assertThat(of(RegionPolicy.ALL, durable, 9_000, first).notWaitedFor()).containsExactly(DR);
    }
}
