package org.theorder.lifeboat.backup.region;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Database;

/** Which repository each region was last known to be: what tells a new disk from a lost one. */
@ApplicationScoped
class RegionStore {
    private final Database database;
    private final Clock clock;

    RegionStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Optional<UUID> known(RegionName region) {
        return database.query("select repository from region where name = $1", region.value()).stream()
                .findFirst()
                .map(row -> row.uuid("repository"));
    }

    void remember(RegionName region, UUID repository) {
        database.update("""
                insert into region (name, repository, since) values ($1, $2, $3)
                on conflict (name) do update set repository = $2, since = $3
                 where region.repository <> $2""", region.value(), repository, clock.instant());
    }
}
