package org.theorder.lifeboat.notifier.page;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.notifier.promotion.Promotion;
import org.theorder.lifeboat.notifier.promotion.Regions;
import org.theorder.lifeboat.notifier.promotion.Standing;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.wording.Templates;

/**
 * Builds the page whenever something changed, and at least every {@code rebuild-every}. Each replica builds its own, and
 * looks every second whether another one recorded something.
 */
@ApplicationScoped
class PageBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(PageBuilder.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final PageChanges changes;
    private final ObservationReader reader;
    private final PageSettings settings;
    private final Clock clock;
    private final MeterRegistry meters;
    private final PageRenderer renderer;
    private final EditionBuilder builder;
    private final Publication publication;
    private final Thread thread = Thread.ofVirtual().name("lifeboat-page").unstarted(this::run);
    private volatile boolean stopping;
    private final AtomicLong news = new AtomicLong();
    private volatile boolean built;

    PageBuilder(
            PageChanges changes,
            ObservationReader reader,
            StatusComputation computation,
            PageIdentity identity,
            PageSettings settings,
            Regions regions,
            @All List<StatusRenderer> data,
            Templates templates,
            Clock clock,
            MeterRegistry meters) {
        this.changes = changes;
        this.reader = reader;
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
        this.renderer = new PageRenderer(templates, computation, identity);
        this.builder = new EditionBuilder(computation, renderer, data);
        this.publication = new Publication(
                builder.blank(clock.instant(), new Standing.Unread(Promotion.first(regions.primary()))),
                settings.staleAfter(),
                clock);
    }

    Publication publication() {
        return publication;
    }

    PageRenderer renderer() {
        return renderer;
    }

    /** How many editions told something new. */
    long news() {
        return news.get();
    }

    /** True once something was read from the database. */
    boolean hasBuilt() {
        return built;
    }

    /** True once something was read from the database, and as long as that is not too long ago. */
    boolean isUpToDate() {
        return built && !publication.isStale();
    }

    void start(@Observes StartupEvent event) {
        Gauge.builder("lifeboat.page.age", () -> publication.age().toMillis() / 1000.0)
                .register(meters);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(END_WITHIN);
    }

    private void run() {
        boolean troubled = false;
        boolean woken = true;
        while (!stopping) {
            try {
                boolean isNews = woken || reader.isBehind();
                if (isNews || isDue()) {
                    build();
                    if (isNews) {
                        news.incrementAndGet();
                    }
                    if (troubled) {
                        LOG.info("the status page is built again");
                    }
                    troubled = false;
                }
                woken = changes.await(LOOK);
            } catch (InterruptedException e) {
                LOG.debug("the page builder was interrupted", e);
            } catch (RuntimeException e) {
                if (!troubled && !stopping) {
                    LOG.warn("the status page cannot be built and will turn stale error={}", e.toString());
                    LOG.debug("the status page cannot be built", e);
                }
                troubled = true;
                pause();
            }
        }
    }

    private boolean isDue() {
        return changes.takeSoon() || publication.age().compareTo(settings.rebuildEvery()) >= 0;
    }

    private void build() {
        long begin = System.nanoTime();
        publication.publish(builder.build(clock.instant(), reader.read(), publication.newest()));
        built = true;
        meters.timer("lifeboat.page.build").record(Duration.ofNanos(System.nanoTime() - begin));
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
