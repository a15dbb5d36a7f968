package org.theorder.lifeboat.restore.point;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.TargetTimeline;
import org.theorder.lifeboat.repository.encryption.Identities;

/**
 * Chooses region, backup, timeline and WAL for a target, and sees that all of it is there; only reads. The newest timeline
 * comes first, on it the newest backup that is old enough; what is damaged or incomplete is passed over and said.
 */
public final class PointChooser {
    private final Regions regions;
    private final Identities identities;
    private final Duration walPatience;

    /**
     * @param identities with which encrypted backups and WAL are read
     * @param walPatience how long WAL that cannot be read right now is tried again */
    public PointChooser(Regions regions, Identities identities, Duration walPatience) {
        this.regions = regions;
        this.identities = identities;
        this.walPatience = walPatience;
    }

    /**
     * @param timeline that is followed
     * @param asked read this region only; empty for all
     * @throws LifeboatException IDENTITY_MISSING if no identity fits; TARGET_UNREACHABLE saying what is possible, NOT_FOUND if the cluster has no backup,
     *     STORE_UNREACHABLE if no region can be read
     */
    public RestorePlan choose(
            ClusterName cluster, RecoveryTarget target, TargetTimeline timeline, Optional<RegionName> asked) {
        List<String> notes = new ArrayList<>();
        List<Copies> copies = Copies.of(cluster, Regions.reachable(regions.look(asked), notes), notes);
        // the present server; only for a time that was before it, a predecessor under the same name
        List<Copies> candidates = target instanceof RecoveryTarget.AtTime ? copies : copies.subList(0, 1);
        for (Copies each : candidates) {
            Optional<RestorePlan> plan = new PlanSearch(each, target, timeline, identities, walPatience, notes).plan();
            if (plan.isPresent()) {
                return plan.get();
            }
        }
        throw refusal(cluster, target, timeline, copies, notes);
    }

    /**
     * What the cluster can be restored to, region by region. Lists, and reads nothing but commit markers and histories.
     *
     * @param namedIn in how many of the newest WAL segments named restore points are looked for, which means reading them
     * @throws LifeboatException NOT_FOUND if there is nothing of the cluster, STORE_UNREACHABLE if no region can be read
     */
    public RestorePoints points(ClusterName cluster, int namedIn) {
        List<String> notes = new ArrayList<>();
        List<Regions.Look> looks = regions.look(Optional.empty());
        List<Copies> copies = Copies.of(cluster, Regions.reachable(looks, notes), notes);
        WindowFinder windows = new WindowFinder(copies);
        List<RestorePoints.Region> answers = looks.stream()
                .map(look -> switch (look) {
                    case Regions.Look.Reachable there ->
                        windows.in(there.storage().region());
                    case Regions.Look.Unreachable gone ->
                        new RestorePoints.Region(gone.region(), List.of(), null, List.of(gone.why()));
                })
                .toList();
        return new RestorePoints(
                cluster,
                answers,
                namedIn == 0 ? null : new NamedPoints(copies.getFirst(), identities, walPatience).inNewest(namedIn));
    }

    private static LifeboatException refusal(
            ClusterName cluster,
            RecoveryTarget target,
            TargetTimeline timeline,
            List<Copies> copies,
            List<String> notes) {
        boolean anyBackup = copies.stream().anyMatch(each -> !each.backups().isEmpty());
        List<String> sentences = new ArrayList<>();
        sentences.add(
                anyBackup
                        ? cluster + " cannot be restored to " + described(target) + described(timeline)
                        : cluster + " has no complete backup that this release can restore");
        WindowFinder windows = new WindowFinder(copies);
        copies.getFirst()
                .regions()
                .forEach(region -> sentences.addAll(windows.in(region.region()).sentences()));
        sentences.addAll(notes);
        copies.forEach(each -> sentences.addAll(each.troubles()));
        return new LifeboatException(
                anyBackup ? ErrorCode.TARGET_UNREACHABLE : ErrorCode.NOT_FOUND,
                String.join("; ", sentences.stream().distinct().toList()));
    }

    private static String described(RecoveryTarget target) {
        return switch (target) {
            case RecoveryTarget.Latest latest -> "the end of its WAL";
            case RecoveryTarget.AtTime at -> "the time " + at.time();
            case RecoveryTarget.AtLsn at -> "the WAL position " + at.lsn();
            case RecoveryTarget.AtTransaction at -> "the end of transaction " + at.xid();
            case RecoveryTarget.AtName at -> "restore point '" + at.name().replaceAll("\\p{Cntrl}", "?") + "'";
            case RecoveryTarget.Immediate immediate -> "the end of a base backup";
        };
    }

    private static String described(TargetTimeline timeline) {
        return switch (timeline) {
            case TargetTimeline.Latest latest -> "";
            case TargetTimeline.Current current -> " along the timeline of its base backup";
            case TargetTimeline.Numbered numbered -> " along timeline " + numbered.text();
        };
    }
}
