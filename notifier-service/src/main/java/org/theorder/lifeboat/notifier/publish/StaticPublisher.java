package org.theorder.lifeboat.notifier.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.incident.OwnIncidents;
import org.theorder.lifeboat.notifier.page.PageSettings;
import org.theorder.lifeboat.notifier.page.Pages;
import org.theorder.lifeboat.notifier.page.WholeEdition;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.outbox.Loop;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.WebFiles;

/**
 * Writes each edition out, in one replica at a time and on a thread of its own: a slow or full disk never holds up the page
 * that the service serves. It is tried again until it succeeds; people are told when that takes too long. When the builder
 * does not get on, the stale form is written; a copy that nobody renews says so itself after two minutes, in the reader's
 * browser.
 */
@Wellness
@ApplicationScoped
class StaticPublisher implements HealthCheck {
    private static final String KEYS = "lifeboat.notifier.publish.";
    private static final String LEASE = "static-pages";
    private static final Duration LEASE_LASTS = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final @Nullable StaticFiles files;
    private final Pages pages;
    private final Leases leases;
    private final Duration staleAfter;
    private final Duration figuresEvery;
    private final Clock clock;
    private final MeterRegistry meters;
    private final OutdatedCopy outdated;
    private final Loop loop = Loop.virtual("static-pages", _ -> round());
    private volatile Instant published;
    private @Nullable WholeEdition newest;
    private long newsTold;
    private volatile @Nullable Lease lease;

    StaticPublisher(
            PublishSettings settings,
            PageSettings page,
            Pages pages,
            Leases leases,
            OwnIncidents incidents,
            Clock clock,
            MeterRegistry meters) {
        this.files = settings.url()
                .map(url -> new StaticFiles(WebFiles.at(StorageLocation.parse(url, KEYS + "url"), access(settings))))
                .orElse(null);
        this.pages = pages;
        this.leases = leases;
        this.staleAfter = page.staleAfter();
        this.figuresEvery = settings.figuresEvery();
        if (figuresEvery.plus(page.rebuildEvery()).compareTo(staleAfter) > 0) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    KEYS + "figures-every and lifeboat.notifier.page.rebuild-every together must not be longer than "
                            + "lifeboat.notifier.page.stale-after, or a healthy copy would turn stale");
        }
        this.clock = clock;
        this.meters = meters;
        this.outdated = new OutdatedCopy(incidents);
        this.published = clock.instant();
    }

    void start(@Observes StartupEvent event) {
        if (files != null) {
            meters.gauge(
                    "lifeboat.page.published.age",
                    this,
                    publisher -> publisher.age().toMillis() / 1000.0);
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (files != null) {
            loop.stop();
            loop.join(END_WITHIN);
            giveBack();
            files.close();
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("static-pages")
                .withData("ageSeconds", files == null ? 0 : age().toSeconds())
                .status(files == null || age().compareTo(staleAfter) <= 0)
                .build();
    }

    private void round() throws InterruptedException {
        Thread.sleep(LOOK);
        long news = pages.news(); // asked first, so that the edition has at least these
        WholeEdition edition = pages.wholeEdition();
        if (files != null && edition != null && isDue(edition, news)) {
            Lease ours = lease(files);
            if (ours == null) {
                // another replica publishes the same, and tells what it cannot
                published = edition.builtAt();
                Thread.sleep(LEASE_LASTS);
                return;
            }
            write(files, edition, ours);
            newsTold = news;
        }
    }

    private boolean isDue(WholeEdition edition, long news) {
        WholeEdition last = newest;
        if (last == null || edition.stale() != last.stale()) {
            return true;
        }
        return !edition.isSameAs(last)
                && (news != newsTold
                        || !edition.builtAt().isBefore(last.builtAt().plus(figuresEvery)));
    }

    private void write(StaticFiles written, WholeEdition edition, Lease ours) {
        try {
            written.write(edition.documents(), () -> leases.assure(ours, LEASE_LASTS));
        } catch (LifeboatException e) {
            if (age().compareTo(staleAfter) > 0) {
                outdated.opened(published, e.explanation());
            }
            throw e;
        }
        newest = edition;
        published = edition.builtAt();
        outdated.over();
    }

    /** Null if another replica has it. Whoever has it goes on while the database is away. */
    private @Nullable Lease lease(StaticFiles written) {
        Lease held = lease;
        if (held != null) {
            return held;
        }
        Optional<Lease> taken = leases.acquire(LEASE, LEASE_LASTS);
        taken.ifPresent(ours -> {
            // somebody else may have written meanwhile
            written.forget();
            lease = ours;
            leases.keep(ours, LEASE_LASTS, () -> lease = null);
        });
        return lease;
    }

    private void giveBack() {
        Lease held = lease;
        if (held != null) {
            leases.letGo(held, LEASE_LASTS);
            leases.release(held);
        }
    }

    private Duration age() {
        return Duration.between(published, clock.instant());
    }

    private static StorageAccess access(PublishSettings settings) {
        return StorageAccess.parse(
                KEYS,
                settings.credentialsFile(),
                settings.caFile(),
                settings.proxy(),
                settings.requestTimeout(),
                settings.deadline());
    }
}
