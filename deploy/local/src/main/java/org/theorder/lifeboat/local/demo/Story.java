package org.theorder.lifeboat.local.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.local.demo.Interference.Moment;
import org.theorder.lifeboat.local.suite.Addresses;
import org.theorder.lifeboat.local.suite.PortName;
import org.theorder.lifeboat.local.suite.Service;
import org.theorder.lifeboat.local.suite.Suite;
import org.theorder.lifeboat.local.suite.SuiteState;

/** The main job from beginning to end: protect, rehearse, undo a mistake, lose, notice, restore, verify, tell, protect again. */
public final class Story {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ORDERS_AFTER_BACKUP = 10;
    private static final String DATABASE_TEAM = "database-team@the-order.org";

    private final Suite suite;
    private final Settings settings;
    private final Narrator narrator;
    private final Interference interference;
    private final Clock clock;
    private final Timeline timeline = new Timeline();
    private @Nullable CompletableFuture<ShopDatabase.Loaded> loading;

    /**
     * How big the story is.
     *
     * @param mebibytes of data in the shop
     */
    public record Settings(
            long mebibytes,
            Duration rpoGoal,
            Duration rtoGoal,
            Map<PortName, Integer> ports,
            long freeSpaceMebibytes) {}

    public Story(Suite suite, Settings settings, Narrator narrator, Interference interference, Clock clock) {
        this.suite = suite;
        this.settings = settings;
        this.narrator = narrator;
        this.interference = interference;
        this.clock = clock;
    }

    /** Tells it; a step that fails ends it early. */
    public Outcome tell() {
        Optional<Measurement> measurement = Optional.empty();
        try (Cast cast = begin()) {
            measurement = Optional.of(tell(cast));
        } catch (LifeboatException e) {
            // told by the narrator, and among the failures of the outcome
        }
        return new Outcome(timeline.lines(), measurement, settings, narrator.checks(), narrator.failures());
    }

    private Cast begin() {
        CompletableFuture<Cast> cast = new CompletableFuture<>();
        narrator.step(1, "starting PostgreSQL, Kafka and four services, and filling the shop", () -> {
            suite.up(
                    new Suite.Request("demo", true, settings.ports(), settings.freeSpaceMebibytes()),
                    this::loadOnceShopIsUp);
            timeline.add(clock.instant(), "PostgreSQL, Kafka and four services are up");
            narrator.progress(1, "filling the shop");
            long bytes = loaded().bytes();
            cast.complete(assemble());
            cast.join().orders().start();
            Waiting.until(
                    "the shop takes no orders",
                    LIMIT,
                    () -> Optional.of(cast.join().orders().acknowledged()).filter(orders -> !orders.isEmpty()));
            timeline.add(clock.instant(), "the shop has " + Size.of(bytes) + " of data and takes two orders a second");
            return "PostgreSQL, Kafka and four services are up; the shop has " + Size.of(bytes)
                    + " and takes 2 orders/s";
        });
        return cast.join();
    }

    /** The shop is filled while the services are still starting. */
    private void loadOnceShopIsUp(SuiteState state) {
        boolean up = state.process("shop")
                .filter(shop -> shop.condition() == SuiteState.Condition.UP)
                .isPresent();
        if (up && loading == null) {
            loading = CompletableFuture.supplyAsync(() -> shop().load(settings.mebibytes()));
        }
        narrator.progress(
                1,
                "starting: "
                        + state.processes().stream()
                                .filter(process -> process.condition() == SuiteState.Condition.UP)
                                .count()
                        + " of 7 processes are ready");
    }

    private ShopDatabase.Loaded loaded() {
        try {
            return Objects.requireNonNull(loading, "the shop is up").join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LifeboatException known ? known : e;
        }
    }

    private ShopDatabase shop() {
        return new ShopDatabase(
                "jdbc:postgresql://127.0.0.1:" + suite.state().port(PortName.SHOP) + "/shop", suite.shopPassword());
    }

    private Cast assemble() {
        Addresses addresses = new Addresses(suite.home(), suite.state());
        Rest rest = new Rest(suite.operatorToken());
        ShopDatabase shop = shop();
        return new Cast(
                addresses,
                suite.data(),
                suite.home().mail(),
                suite.state().port(PortName.SHOP),
                rest,
                Events.from("127.0.0.1:" + suite.state().port(PortName.KAFKA), clock),
                shop,
                new OrderWriter(shop, clock),
                new StatusPage(rest, addresses.statusPage()),
                new Mails(suite.home().mail()),
                narrator,
                timeline,
                interference,
                clock);
    }

    private Measurement tell(Cast cast) {
        Protection protection = new Protection(cast);
        backUp(cast, protection);
        Optional<Extract> extract = Extract.with(suite.home().breakGlass());
        narrator.step(6, "DROP TABLE by mistake", () -> new DroppedTable(cast, extract).comesBack(6));
        Loss loss = new Loss();
        narrator.step(7, "disaster", () -> strike(cast, loss));
        IncidentOpened incident = notice(cast);
        CompletableFuture<Measurement> measurement = new CompletableFuture<>();
        narrator.step(9, "restoring from region dr", () -> recover(cast, incident, loss, measurement));
        narrator.step(10, "waiting for the all-clear", () -> allClear(cast));
        narrator.step(11, "protecting the restored database", () -> protectAgain(cast, protection));
        return measurement.join();
    }

    private void backUp(Cast cast, Protection protection) {
        CompletableFuture<BackupCompleted> backup = new CompletableFuture<>();
        narrator.step(2, "backing up into both regions", () -> {
            BackupCompleted completed = protection.fullBackup(2, "backing up into both regions");
            backup.complete(completed);
            timeline.add(completed.completedAt(), "full backup " + completed.backupId() + " is in both regions");
            return "full backup over the replication protocol: " + Size.of(completed.sizeBytes()) + " became "
                    + Size.of(completed.storedBytes()) + " in each of 2 regions; WAL is streaming";
        });
        narrator.step(3, "waiting for monitor-service and the status page", () -> {
            protection.awaitMonitor(backup.join());
            StatusPage.Reading page = Waiting.until(
                    "the status page is not green with its evidence",
                    LIMIT,
                    () -> cast.page()
                            .readIf(StatusPage.Colour.GREEN)
                            .filter(reading -> !reading.dataSafeThrough().isEmpty()));
            String evidence = "status page: \"" + page.headline() + "\", data safe up to " + page.dataSafeThrough();
            timeline.add(clock.instant(), evidence);
            protection.awaitSafe(moreOrders(cast));
            return "monitor-service knows it; " + evidence + "; " + ORDERS_AFTER_BACKUP
                    + " more orders are safe, in WAL only";
        });
        CompletableFuture<BackupCompleted> incremental = new CompletableFuture<>();
        narrator.step(4, "backing up what changed since", () -> {
            BackupCompleted completed = protection.incrementalBackup(4, "backing up what changed since");
            incremental.complete(completed);
            timeline.add(completed.completedAt(), "incremental backup " + completed.backupId() + " is in both regions");
            return "incremental backup of what changed since: " + Size.of(completed.sizeBytes()) + " became "
                    + Size.of(completed.storedBytes()) + " in each region";
        });
        narrator.step(
                5, "rehearsing a restore", () -> new Rehearsal(cast).proves(5, backup.join(), incremental.join()));
    }

    /** Waits for orders that no backup has, and returns the last one. */
    private static Order moreOrders(Cast cast) {
        int before = cast.orders().acknowledged().size();
        return Waiting.until(
                        "the shop takes no more orders",
                        LIMIT,
                        () -> Optional.of(cast.orders().acknowledged())
                                .filter(orders -> orders.size() >= before + ORDERS_AFTER_BACKUP))
                .getLast();
    }

    /** What is known about the loss when it happens. */
    private static final class Loss {
        private Instant at = Instant.EPOCH;
        private List<Order> acknowledged = List.of();
        private long attempted;
    }

    private String strike(Cast cast, Loss loss) {
        loss.at = Disaster.strike(cast.data().shop(), cast.data().region("primary"), clock);
        loss.acknowledged = cast.orders().acknowledged();
        loss.attempted = cast.orders().attempted();
        timeline.add(loss.at, "DISASTER: kill -9 of the shop's PostgreSQL; data and primary repository deleted");
        interference.at(Moment.DISASTER_HAS_STRUCK);
        return "DISASTER: the shop's PostgreSQL got kill -9, its data and the primary repository are deleted";
    }

    private IncidentOpened notice(Cast cast) {
        CompletableFuture<IncidentOpened> opened = new CompletableFuture<>();
        narrator.step(8, "waiting until somebody notices", () -> {
            Events.Sent<IncidentOpened> sent = Waiting.until(
                    "no incident was opened",
                    LIMIT,
                    () -> cast.events().of(Topics.INCIDENT_OPENED).findFirst());
            opened.complete(sent.data());
            timeline.add(sent.at(), "incident opened: " + sent.data().incident().title());
            interference.at(Moment.INCIDENT_IS_OPEN);
            StatusPage.Reading page = Waiting.until(
                    "the status page did not turn red", LIMIT, () -> cast.page().readIf(StatusPage.Colour.RED));
            timeline.add(clock.instant(), "status page: " + page.headline());
            Mails.Mail mail = Waiting.until(
                    "the database team got no mail",
                    LIMIT,
                    () -> cast.mails().to(DATABASE_TEAM).stream().findFirst());
            timeline.add(clock.instant(), "the database team has mail: " + mail.header("subject"));
            return "one incident, status page: \"" + page.headline() + "\", the database team has mail";
        });
        return opened.join();
    }

    private String recover(Cast cast, IncidentOpened incident, Loss loss, CompletableFuture<Measurement> measurement) {
        Recovery recovery = new Recovery(cast);
        Events.Sent<RestoreCompleted> sent =
                recovery.restore(9, incident.incident().id());
        RestoreCompleted restore = sent.data();
        timeline.add(sent.at(), "restore-completed: WAL replayed to " + restore.recoveredTo() + ", verified");
        Order first = Waiting.until(
                "the restored shop takes no orders",
                LIMIT,
                () -> Optional.ofNullable(cast.orders().firstAfter(loss.at)));
        timeline.add(first.placedAt(), "the shop takes orders again");
        recovery.verify(restore, loaded().content(), loss.acknowledged, loss.attempted);
        Instant recovered = first.placedAt().isAfter(sent.at()) ? first.placedAt() : sent.at();
        measurement.complete(Measurement.of(loss.acknowledged, cast.shop().orders(loss.attempted), loss.at, recovered));
        return "restored from region dr: " + Size.of(restore.restoredBytes()) + ", " + Size.of(restore.walBytes())
                + " of WAL replayed, " + restore.checks().size() + " checks passed; orders come in again";
    }

    private String allClear(Cast cast) {
        Events.Sent<?> resolved = Waiting.until(
                "the incident was not resolved",
                LIMIT,
                () -> cast.events().of(Topics.INCIDENT_RESOLVED).findFirst());
        timeline.add(resolved.at(), "incident resolved");
        StatusPage.Reading page = Waiting.until(
                "the status page did not turn green", LIMIT, () -> cast.page().readIf(StatusPage.Colour.GREEN));
        timeline.add(clock.instant(), "status page: " + page.headline());
        List<Mails.Mail> mails = Waiting.until(
                "the database team got no mail of the end",
                LIMIT,
                () -> Optional.of(cast.mails().to(DATABASE_TEAM))
                        .filter(all -> all.getLast().header("x-lifeboat-event").equals("resolved")));
        timeline.add(
                clock.instant(),
                "the database team has mail: " + mails.getLast().header("subject"));
        narrator.check(mails.size() == 2, "the database team has " + mails.size() + " mails instead of 2");
        narrator.check(
                mails.stream().skip(1).allMatch(mail -> mail.answers(mails.getFirst())),
                "the second mail is not in the thread of the first one");
        return "the incident is resolved, status page: \"" + page.headline() + "\", second mail in the same thread";
    }

    private String protectAgain(Cast cast, Protection protection) {
        cast.rest().post(cast.addresses().of(Service.BACKUP) + "/regions/primary/initialize", Map.of());
        BackupCompleted backup = protection.fullBackup(11, "a fresh full backup into both regions");
        protection.awaitMonitor(backup);
        timeline.add(backup.completedAt(), "full backup " + backup.backupId() + " is in both regions: protected again");
        long incidents = cast.events().of(Topics.INCIDENT_OPENED).count();
        narrator.check(incidents == 1, "there were " + incidents + " incidents instead of 1");
        return "protected again: a new primary region, and a full backup in both";
    }
}
