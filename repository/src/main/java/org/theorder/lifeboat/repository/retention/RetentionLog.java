package org.theorder.lifeboat.repository.retention;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.SmallObject;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** What retention did in one region, as it wrote it down there. */
public final class RetentionLog {
    private final Storage region;
    private final ClusterKeys keys;

    public RetentionLog(Storage region, ClusterKeys keys) {
        this.region = region;
        this.keys = keys;
    }

    /** Outcomes, newest first; a run that was killed has a plan and no outcome. */
    public List<RetentionOutcome> outcomes(int most) {
        List<String> names;
        try (Stream<StoredObject> objects = region.list(keys.retention())) {
            names = objects.map(StoredObject::key)
                    .filter(key -> key.endsWith("-done.json"))
                    .toList();
        }
        return names.reversed().stream()
                .limit(most)
                .flatMap(key -> read(key, RetentionOutcome.class).stream())
                .toList();
    }

    /** @param name as {@link RetentionOutcome#plan} says */
    public Optional<RetentionPlan> plan(String name) {
        return read(keys.retention() + name, RetentionPlan.class);
    }

    private <T> Optional<T> read(String key, Class<T> type) {
        return SmallObject.read(region, key)
                .map(json -> RepositoryJson.read(type, json, key + " in region " + region.region()));
    }
}
