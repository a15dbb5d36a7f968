package org.theorder.lifeboat.backup.region;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.DeadlineStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoreCalls;

/** Stands between the service and its regions: a region that hangs makes nobody wait for long, and all is counted. */
@ApplicationScoped
public class RegionGuard {
    private final Map<RegionName, StoreCalls> calls = new ConcurrentHashMap<>();
    private final Map<RegionName, StoreCalls> looks = new ConcurrentHashMap<>();
    private final StoreConfiguration configuration;
    private final MeterRegistry meters;
    private final List<StoreDecorator> decorators;

    @Inject
    RegionGuard(StoreConfiguration configuration, MeterRegistry meters, @Any Instance<StoreDecorator> decorators) {
        this(configuration, meters, decorators.stream().toList());
    }

    RegionGuard(StoreConfiguration configuration, MeterRegistry meters, List<StoreDecorator> decorators) {
        this.configuration = configuration;
        this.meters = meters;
        this.decorators = List.copyOf(decorators);
    }

    /**
     * Does something to a region that is not open yet.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException STORE_UNREACHABLE if it takes too long, or the last time has
     *     not ended yet
     */
    <T> T look(RegionName region, Supplier<T> work) {
        return looks.computeIfAbsent(region, name -> new StoreCalls(name, configuration.looking()))
                .answer("looking at it", work);
    }

    /** Without deadlines, for {@link #look}, which has one of its own. */
    Storage decorated(Storage store) {
        Storage decorated = store;
        for (StoreDecorator decorator : decorators) {
            decorated = decorator.decorated(decorated);
        }
        return decorated;
    }

    /** The storage as everybody in the service uses it. */
    Storage guarded(Storage store) {
        StoreCalls ofRegion =
                calls.computeIfAbsent(store.region(), name -> new StoreCalls(name, configuration.deadlines()));
        return new MeteredStorage(new DeadlineStorage(decorated(store), ofRegion), meters);
    }

    /** How many calls hang in a region. */
    public int stuck(RegionName region) {
        StoreCalls known = calls.get(region);
        return known == null ? 0 : known.stuck();
    }
}
