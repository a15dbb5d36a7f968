package org.theorder.lifeboat.notifier.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.notifier.component.ComponentStore;
import org.theorder.lifeboat.notifier.evidence.EvidenceStore;
import org.theorder.lifeboat.notifier.evidence.HeartbeatHandler;
import org.theorder.lifeboat.notifier.incident.IncidentStore;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.MaintenanceStore;
import org.theorder.lifeboat.notifier.recovery.RecoveryStore;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.status.Uptime;
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
    private final IncidentStore incidents;
    private final EvidenceStore evidence;
    private final ComponentStore components;
    private final MaintenanceStore maintenances;
    private final RecoveryStore recoveries;
    private final StatusComputation computation;
    private final PageSettings settings;
    private final Clock clock;
    private final MeterRegistry meters;
    private final PageRenderer renderer;
    private final EditionBuilder builder;
    private final Publication publication;
    private final Thread thread = Thread.ofVirtual().name("lifeboat-page").unstarted(this::run);
    private volatile boolean stopping;
    private volatile boolean built;

    private @Nullable Map<String, Instant> firstSeen;
    private List<RecordedIncident> recorded = List.of();
    private long stamp = -1;

    PageBuilder(
            PageChanges changes,
            IncidentStore incidents,
            EvidenceStore evidence,
            ComponentStore components,
            StatusComputation computation,
            PageIdentity identity,
            PageSettings settings,
            MaintenanceStore maintenances,
            RecoveryStore recoveries,
            @All List<StatusRenderer> data,
            Templates templates,
            Clock clock,
            MeterRegistry meters) {
        this.changes = changes;
        this.incidents = incidents;
        this.evidence = evidence;
        this.components = components;
        this.maintenances = maintenances;
        this.recoveries = recoveries;
        this.computation = computation;
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
        this.renderer = new PageRenderer(templates, computation, identity);
        this.builder = new EditionBuilder(computation, renderer, data);
        this.publication = new Publication(builder.blank(clock.instant()), settings.staleAfter(), clock);
    }

    Publication publication() {
        return publication;
    }

    PageRenderer renderer() {
        return renderer;
    }

    /** True once something was read from the database, and as long as that is not too long ago. */
    boolean isUpToDate() {
        return built && !publication.isStale();
    }

    void start(@Observes StartupEvent event) {
        meters.gauge("lifeboat.page.age", publication, page -> page.age().toMillis() / 1000.0);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(END_WITHIN);
    }

    private void run() {
        boolean troubled = false;
        boolean due = true;
        while (!stopping) {
            try {
                if (due || isDue()) {
                    build();
                    if (troubled) {
                        LOG.info("the status page is built again");
                    }
                    troubled = false;
                }
                due = changes.await(LOOK);
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
        return changes.takeSoon()
                || publication.age().compareTo(settings.rebuildEvery()) >= 0
                || incidents.stamp() != stamp;
    }

    private void build() {
        long begin = System.nanoTime();
        if (firstSeen == null) {
            firstSeen = components.firstSeen(computation.catalog(), clock.instant());
        }
        long newest = incidents.stamp();
        if (newest != stamp) {
            // the stamp is older than what is read, so that a change in between is read again and not missed
            recorded = incidents.recent();
            stamp = newest;
        }
        Observations observed = new Observations(
                recorded,
                evidence.all(),
                firstSeen,
                evidence.silences(HeartbeatHandler.MONITORING, clock.instant().minus(Duration.ofDays(Uptime.DAYS))),
                evidence.heard(HeartbeatHandler.MONITORING).orElse(null),
                maintenances.recent(),
                recoveries.running());
        publication.publish(builder.build(clock.instant(), observed, publication.newest()));
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
