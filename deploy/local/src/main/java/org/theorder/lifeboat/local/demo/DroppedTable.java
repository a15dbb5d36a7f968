package org.theorder.lifeboat.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.Folders;
import org.theorder.lifeboat.local.suite.Service;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.Postmaster;

/**
 * The act in which somebody drops a table by mistake: the cluster of the moment before is restored beside the shop, which
 * goes on, and the table is compared; then the table alone is got as SQL.
 *
 * @param extract empty where its {@code pg_dump} is not installed
 */
record DroppedTable(Cast cast, Optional<Extract> extract) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** A stretch of time that restore-service says it can restore any moment of. */
    private record Window(String region, Instant from, Instant to) {
        private boolean holds(Instant moment) {
            return !moment.isBefore(from) && !moment.isAfter(to);
        }
    }

    /** Sells a last voucher, drops the table, and gets it back; says so for people. */
    String comesBack(int step) {
        List<Order> before = cast.orders().acknowledged();
        ShopDatabase.Dropped dropped = cast.shop().dropVouchers();
        cast.timeline().add(dropped.after(), "MISTAKE: DROP TABLE voucher");
        Window window = Waiting.until(
                "no restore point before the DROP TABLE is told",
                LIMIT,
                () -> windows().stream()
                        .filter(each -> each.holds(dropped.after()))
                        .findFirst());
        int port = FreePorts.next();
        Path directory = cast.data().restored().resolve("before-the-mistake");
        restore(step, dropped.before(), directory, port);
        compare(
                new ShopDatabase(
                        "jdbc:postgresql://127.0.0.1:" + port + "/shop",
                        cast.shop().password()),
                dropped,
                before);
        cast.timeline().add(cast.clock().instant(), "the dropped table is there, beside the shop");
        Postmaster.in(directory).ifPresent(Postmaster::stop);
        Folders.delete(directory);
        return "MISTAKE: DROP TABLE voucher at %s; recoverable from %s to %s in region %s; restored beside the shop to %s, %s ms before it: all %d vouchers are there; %s"
                .formatted(
                        dropped.after(),
                        window.from(),
                        window.to(),
                        window.region(),
                        dropped.before(),
                        String.format(
                                Locale.ROOT,
                                "%.1f",
                                Duration.between(dropped.before(), dropped.after())
                                                .toNanos()
                                        / 1e6),
                        dropped.content().rows(),
                        asSql(step, dropped));
    }

    /** Says what came out of it, for people. */
    private String asSql(int step, ShopDatabase.Dropped dropped) {
        if (extract.isEmpty()) {
            return "not shown: extract, which gets the table alone as SQL and takes pg_dump 18";
        }
        cast.narrator().progress(step, "extracting the table as SQL");
        Extract.Extracted extracted = extract.get()
                .table(
                        "voucher",
                        dropped.before(),
                        Protection.REGIONS.stream().map(cast.data()::region).toList(),
                        cast.data().root().resolve("voucher.sql"));
        cast.narrator()
                .check(
                        extracted.rows() == dropped.content().rows(),
                        "extract has " + extracted.rows() + " rows of the dropped table instead of "
                                + dropped.content().rows());
        cast.timeline().add(cast.clock().instant(), "the dropped table is in " + extracted.sql());
        return "extract has them as SQL, too";
    }

    /** What {@code GET /clusters/shop/restore-points} says. */
    private List<Window> windows() {
        JsonNode points =
                cast.rest().get(cast.addresses().of(Service.RESTORE) + "/clusters/" + Cast.CLUSTER + "/restore-points");
        return each(points.path("regions"))
                .flatMap(region -> each(region.path("timelines"))
                        .flatMap(timeline -> each(timeline.path("windows")))
                        .map(window -> new Window(
                                region.path("region").asText(), moment(window, "from"), moment(window, "to"))))
                .toList();
    }

    private static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Instant moment(JsonNode window, String end) {
        return Instant.parse(window.path(end).path("at").asText());
    }

    private void restore(int step, Instant moment, Path directory, int port) {
        String job = cast.rest()
                .post(
                        cast.addresses().of(Service.RESTORE) + "/restores",
                        Map.of(
                                "restoreId",
                                "demo-mistake-" + cast.clock().instant().toEpochMilli(),
                                "cluster",
                                Cast.CLUSTER.value(),
                                "target",
                                Map.of("type", "time", "time", moment.toString()),
                                "place",
                                Map.of("directory", directory.toString(), "port", port),
                                "mode",
                                "live",
                                "requestedBy",
                                "demo"));
        JsonNode ended = Waiting.until("the restore to the moment before did not end", LIMIT, () -> {
            JsonNode state = cast.rest().get(job);
            cast.narrator()
                    .progress(
                            step,
                            "restoring beside the shop to " + moment + ": "
                                    + state.path("phase").asText("").toLowerCase(Locale.ROOT));
            return Optional.of(state).filter(each -> each.hasNonNull("endedAt"));
        });
        if (!ended.path("state").asText().equals("RESTORED")) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL,
                    "the restore failed: "
                            + ended.path("outcome").path("message").asText());
        }
    }

    private void compare(ShopDatabase restored, ShopDatabase.Dropped dropped, List<Order> before) {
        Narrator narrator = cast.narrator();
        ShopDatabase.Content vouchers = restored.vouchers();
        narrator.check(
                vouchers.equals(dropped.content()),
                "the table is not what it was before the DROP: " + dropped.content() + " before, " + vouchers
                        + " restored");
        Set<Long> orders = restored.orders(Long.MAX_VALUE);
        narrator.check(
                before.stream().allMatch(order -> orders.contains(order.number())),
                "an order from before the DROP TABLE is not in the restored database");
        narrator.check(
                cast.orders().acknowledged().stream()
                        .filter(order -> order.placedAt().isAfter(dropped.before()))
                        .noneMatch(order -> orders.contains(order.number())),
                "an order that was placed after the chosen moment is in the restored database");
        narrator.check(
                cast.orders().firstAfter(dropped.after()) != null,
                "the shop took no orders while its table was restored beside it");
    }
}
