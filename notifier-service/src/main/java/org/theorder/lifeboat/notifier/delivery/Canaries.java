package org.theorder.lifeboat.notifier.delivery;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.notifier.promotion.Regions;
import org.theorder.lifeboat.outbox.Database;

/** Table {@code canary}: every channel is tried once a day, however many notifiers look, so that a dead one is noticed. */
@ApplicationScoped
class Canaries {
    private final Database database;
    private final List<Canary> canaries;
    private final CanarySettings settings;
    private final RegionName region;

    Canaries(Database database, @All List<Canary> canaries, CanarySettings settings, Regions regions) {
        this.database = database;
        this.canaries = canaries;
        this.settings = settings;
        this.region = regions.own();
    }

    /** Tries all channels, if that has not been done since the last time it should have been. */
    void look(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        boolean today = !day.atTime(settings.at()).toInstant(ZoneOffset.UTC).isAfter(now);
        String due = (today ? day : day.minusDays(1)).toString();
        database.inTransaction(tx -> {
            int first = tx.update("""
                    insert into canary (day, at) values ($1::text::date, $2) on conflict (day) do nothing""", due, now);
            if (first == 1) {
                canaries.forEach(canary -> canary.send(tx, About.CANARY + region + "-" + due));
            }
            return first;
        });
    }
}
