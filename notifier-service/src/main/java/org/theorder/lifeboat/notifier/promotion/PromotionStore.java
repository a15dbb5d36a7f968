package org.theorder.lifeboat.notifier.promotion;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Tables {@code page_promotion} and {@code page_peer}. */
@ApplicationScoped
class PromotionStore {
    private static final int SHOWN = 100;

    private final Database database;

    PromotionStore(Database database) {
        this.database = database;
    }

    /** The newest, greatest first. */
    List<Promotion> all() {
        return database.query("""
                        select * from page_promotion order by epoch desc, region collate "C" desc limit $1""", SHOWN).stream()
                .map(PromotionStore::promotion)
                .toList();
    }

    Optional<Promotion> greatest() {
        return all().stream().findFirst();
    }

    /** The same, and nobody records another one before this transaction ends. */
    Optional<Promotion> lockGreatest(Transaction tx) {
        tx.update("lock table page_promotion in exclusive mode");
        return tx.query("""
                        select * from page_promotion order by epoch desc, region collate "C" desc limit 1""").stream().map(PromotionStore::promotion).findFirst();
    }

    /** @return false if it is known already */
    boolean add(Transaction tx, Promotion promotion) {
        return tx.update("""
                        insert into page_promotion (epoch, region, at, reason) values ($1, $2, $3, $4)
                        on conflict (epoch, region) do nothing""", promotion.epoch(), promotion.region().value(), promotion.at(), promotion.reason()) == 1;
    }

    /** @param at up to when the region told of all promotions that it knew */
    void heard(Transaction tx, RegionName region, Instant at) {
        tx.update("""
                insert into page_peer as known (region, heard_at) values ($1, $2)
                on conflict (region) do update set heard_at = greatest(known.heard_at, excluded.heard_at)""", region.value(), at);
    }

    Map<RegionName, Instant> heard() {
        return database.query("select * from page_peer").stream()
                .collect(Collectors.toMap(row -> new RegionName(row.string("region")), row -> row.instant("heard_at")));
    }

    private static Promotion promotion(Row row) {
        return new Promotion(
                row.longValue("epoch"), new RegionName(row.string("region")), row.instant("at"), row.string("reason"));
    }
}
