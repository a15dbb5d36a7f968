package org.theorder.lifeboat.monitor.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.probe.LagReading;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/** How far one region is behind, from the newest protection report. */
record RegionLag(Duration reportStaleAfter) {
    static LagReading.Link link(ClusterName cluster, ProtectionReported.Region region) {
        return new LagReading.Link(cluster, "region " + region.region());
    }

    /** How old the newest data is that is safe there: what a disaster now would cost; empty if unknown. */
    static Optional<Duration> age(ProtectionReported.Region region, Instant now) {
        return Optional.ofNullable(region.safeThrough()).map(safe -> {
            Duration age = Duration.between(safe, now);
            return age.isNegative() ? Duration.ZERO : age;
        });
    }

    /**
     * @param silent whether an open incident says that reports cannot come, or that this copy cannot be used
     * @param primaryDown whether an open incident says that the primary does not answer
     * @param tolerated how long the primary may be out of reach before that counts as lag
     */
    Reading reading(
            Latest<ProtectionReported> latest,
            ProtectionReported.Region region,
            boolean silent,
            boolean primaryDown,
            Duration tolerated,
            Instant now) {
        if (Duration.between(latest.receivedAt(), now).compareTo(reportStaleAfter) > 0) {
            return new Reading.Unknown(
                    "no report from backup-service since " + Wording.time(latest.receivedAt(), now), silent);
        }
        ProtectionReported report = latest.event();
        LagReading.Link link = link(report.cluster(), region);
        if (caughtUp(report, region)) {
            return LagReading.of(link, Duration.ZERO, 0);
        }
        Optional<Duration> age = age(region, now);
        if (age.isEmpty()) {
            return new Reading.Unknown(
                    "nothing is known to be safe there: " + trouble(report, region, "no WAL yet"),
                    primaryDown || silent);
        }
        // nobody can say how far the primary has written; silence is lag only if it lasts and nothing explains it
        boolean blind = report.primaryLsn() == null;
        if (blind && (primaryDown || age.get().compareTo(tolerated) <= 0)) {
            return new Reading.Unknown(
                    "the primary cannot be asked: " + trouble(report, region, "no connection"), primaryDown);
        }
        return LagReading.of(link, age.get(), missingBytes(report, region));
    }

    /** Nothing is left to copy: an idle database is not lagging. What a broken stream last heard does not count. */
    static boolean caughtUp(ProtectionReported report, ProtectionReported.Region region) {
        Lsn written = report.primaryLsn();
        Lsn durable = region.durableLsn();
        return report.streaming() && written != null && durable != null && !durable.isBefore(written);
    }

    private static long missingBytes(ProtectionReported report, ProtectionReported.Region region) {
        Lsn durable = region.durableLsn();
        Lsn written = report.primaryLsn();
        if (durable == null) {
            return 0;
        }
        if (written == null) {
            // at least what another region has
            written = report.regions().stream()
                    .flatMap(other -> Optional.ofNullable(other.durableLsn()).stream())
                    .reduce(durable, Lsn::max);
        }
        return written.minus(durable);
    }

    private static String trouble(ProtectionReported report, ProtectionReported.Region region, String otherwise) {
        if (region.trouble() != null) {
            return Wording.line(region.trouble());
        }
        return report.trouble() == null ? otherwise : Wording.line(report.trouble());
    }
}
