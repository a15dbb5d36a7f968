package org.theorder.lifeboat.notifier.promotion;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.PagePromoted;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/** Who claimed the page, and what that makes of ours. */
@ApplicationScoped
public class Promotions {
    private static final Logger LOG = LoggerFactory.getLogger(Promotions.class);

    private final Database database;
    private final PromotionStore store;
    private final Regions regions;
    private final RegionSettings settings;
    private final Outbox outbox;
    private final PageChanges changes;
    private final Clock clock;
    private final Map<RegionName, Promotion> said = new ConcurrentHashMap<>();

    Promotions(
            Database database,
            PromotionStore store,
            Regions regions,
            RegionSettings settings,
            Outbox outbox,
            PageChanges changes,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.regions = regions;
        this.settings = settings;
        this.outbox = outbox;
        this.changes = changes;
        this.clock = clock;
    }

    /** What this region's page is at this moment, by the database alone: as after a restart. */
    public Standing standing() {
        Promotion greatest = store.greatest().orElseGet(() -> Promotion.first(regions.primary()));
        return Standing.of(
                greatest,
                regions,
                store.heard(),
                clock.instant(),
                settings.doubtAfter(),
                settings.pageInDoubt() == RegionSettings.PageInDoubt.SHOW);
    }

    /**
     * Whether this region is the one that tells people, as {@code regions.in-doubt} says.
     *
     * @param since when this process began
     */
    public boolean isInCharge(Instant since) {
        return switch (settings.inDoubt()) {
            case SEND -> hasAsked(since);
            case WAIT -> SoleSender.is(standing(), regions, said, clock.instant(), settings.doubtAfter());
        };
    }

    /**
     * Its claim is the greatest, and either it was made since, or every other region has been heard since, or had long
     * enough. So one that comes back from the dead asks before it speaks, and one whose peers are dead is not silent for ever.
     */
    private boolean hasAsked(Instant since) {
        Promotion greatest = store.greatest().orElseGet(() -> Promotion.first(regions.primary()));
        if (!greatest.region().equals(regions.own())) {
            return false;
        }
        boolean vouchedFor = greatest.at() != null && !greatest.at().isBefore(since);
        Map<RegionName, Instant> heard = store.heard();
        return vouchedFor
                || regions.peers().keySet().stream()
                        .allMatch(peer -> heard.getOrDefault(peer, Instant.MIN).isAfter(since))
                || clock.instant().isAfter(since.plus(settings.doubtAfter()));
    }

    /** All that were made, the greatest first; the state before the first is not among them. */
    List<Promotion> made() {
        return store.all();
    }

    /**
     * Makes this region's page the one to read, and tells the others.
     *
     * @throws LifeboatException REQUEST_INVALID without a reason
     */
    Promotion promote(String reason) {
        if (reason.isBlank()) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "reason must say why this region takes over");
        }
        return database.inTransaction(tx -> {
            long before = store.lockGreatest(tx).map(Promotion::epoch).orElse(1L);
            Promotion promotion =
                    new Promotion(before + 1, regions.own(), clock.instant(), ForeignText.line(reason, 200));
            record(tx, promotion);
            outbox.publish(
                    tx,
                    Topics.PAGE_PROMOTED,
                    regions.own().value(),
                    new PagePromoted(regions.own(), before + 1, promotion.reason(), clock.instant()));
            return promotion;
        });
    }

    /** A promotion that became known, in any order and however often. */
    void record(Transaction tx, Promotion promotion) {
        if (store.add(tx, promotion)) {
            tx.afterCommit(() -> {
                LOG.info("the page of a region was promoted region={} epoch={}", promotion.region(), promotion.epoch());
                changes.now();
            });
        }
    }

    /**
     * What another region's published page says.
     *
     * @param at when it was built there; not counted as later than now
     */
    void heard(RegionName region, Instant at, Promotion greatest) {
        Instant now = clock.instant();
        database.doInTransaction(tx -> {
            if (greatest.epoch() > 1) {
                record(tx, greatest);
            }
            store.heard(tx, region, at.isAfter(now) ? now : at);
        });
        said.put(region, greatest);
    }
}
