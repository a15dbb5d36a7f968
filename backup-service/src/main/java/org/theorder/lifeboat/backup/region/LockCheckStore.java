package org.theorder.lifeboat.backup.region;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.outbox.Row;

/** The last lock check of each region: one replica makes it, all tell it. */
@ApplicationScoped
class LockCheckStore {
    private final Database database;
    private final Leases leases;

    LockCheckStore(Database database, Leases leases) {
        this.database = database;
        this.leases = leases;
    }

    List<LockCheck> all() {
        return database.query("select region, checked_at, state, explanation from lock_check").stream()
                .map(LockCheckStore::read)
                .toList();
    }

    private static LockCheck read(Row row) {
        return new LockCheck(
                new RegionName(row.string("region")),
                row.instant("checked_at"),
                LockCheck.State.valueOf(row.string("state")),
                row.stringOrNull("explanation"));
    }

    void write(Lease lease, LockCheck check) {
        database.inTransaction(tx -> {
            leases.confirm(tx, lease);
            tx.update(
                    """
                    insert into lock_check (region, checked_at, state, explanation) values ($1, $2, $3, $4)
                    on conflict (region) do update set checked_at = $2, state = $3, explanation = $4""",
                    check.region().value(),
                    check.checkedAt(),
                    check.state().name(),
                    check.explanation());
            return true;
        });
    }
}
