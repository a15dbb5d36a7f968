package org.theorder.lifeboat.monitor.store;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.probe.LagReading;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.rule.Changes;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoragePlace;

/** How far a bucket's copy is behind, and whether something is missing or differs there. */
final class MarkerProbe implements Probe {
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);

    private final RegionName name;
    private final StoragePlace primary;
    private final StoragePlace replica;
    private final Duration interval;
    private final Duration timeout;
    private final Markers markers;
    private final LagReading.Link link;
    private final Subject lag;
    private final Subject differs;
    private final Clock clock;
    private boolean initialized;

    /**
     * Looks at least as often as a marker is written.
     *
     * @param interval from one marker to the next
     * @param timeout for one look
     */
    MarkerProbe(
            RegionName name,
            String component,
            StoragePlace primary,
            StoragePlace replica,
            Duration interval,
            Duration timeout,
            Clock clock) {
        this.name = name;
        this.primary = primary;
        this.replica = replica;
        this.interval = interval.compareTo(LONGEST_INTERVAL) < 0 ? interval : LONGEST_INTERVAL;
        this.timeout = timeout;
        this.markers = new Markers(interval, clock);
        this.clock = clock;
        ClusterName cluster = new ClusterName(name.value());
        this.link = new LagReading.Link(cluster, "object storage");
        this.lag = new Subject(
                new SubjectKey(RuleName.REPLICATION_LAG, cluster + "/object-storage"),
                cluster,
                component,
                // the rule's own team looks after databases
                Changes.team(Team.INFRASTRUCTURE));
        this.differs = new Subject(RuleName.REPLICA_DIFFERS, name.value(), null, component);
    }

    @Override
    public String name() {
        return "object storage " + name;
    }

    @Override
    public List<Subject> subjects() {
        return List.of(differs);
    }

    /** The lag is that of a bucket, which is no cluster. */
    @Override
    public boolean finds(SubjectKey check) {
        return lag.key().equals(check);
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public List<Observation> look() {
        try {
            return seen(markers.look(source(), replica.open()));
        } catch (LifeboatException e) {
            return unseen(e.explanation());
        }
    }

    private synchronized Storage source() {
        Storage storage = initialized ? primary.open() : primary.initialize(name, clock);
        initialized = true;
        return storage;
    }

    private List<Observation> seen(Markers.Comparison comparison) {
        return List.of(
                new Observation(lag, LagReading.of(link, comparison.lag(), comparison.bytes())),
                new Observation(differs, difference(comparison)));
    }

    private Reading difference(Markers.Comparison comparison) {
        if (!comparison.differing().isEmpty()) {
            String key = comparison.differing().getFirst();
            return new Reading.Bad(
                    comparison.differing().size() + " objects differ, for example " + key,
                    "The copy of object storage " + name + " differs from the original",
                    List.of(new Fact("object", key), new Fact("copy", replica.toString())));
        }
        if (!comparison.lost().isEmpty()) {
            String key = comparison.lost().getFirst();
            return new Reading.Bad(
                    comparison.lost().size() + " objects never arrived, for example " + key,
                    "Objects are missing in the copy of object storage " + name,
                    List.of(new Fact("object", key), new Fact("copy", replica.toString())));
        }
        return new Reading.Good("what arrived is the same");
    }

    @Override
    public List<Observation> late() {
        return unseen("the buckets did not answer in time");
    }

    @Override
    public List<Observation> unseen(String reason) {
        return List.of(
                new Observation(lag, new Reading.Unknown(reason)),
                // one alert is enough
                new Observation(differs, new Reading.Unknown(reason, true)));
    }
}
