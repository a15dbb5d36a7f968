package org.theorder.lifeboat.notifier.mail;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.DeliveryStore;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.evidence.EvidenceStore;
import org.theorder.lifeboat.notifier.incident.Audience;
import org.theorder.lifeboat.notifier.incident.EscalationSettings;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.status.Evidence;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Transaction;

/** The teams, by mail: the responsible one, and whoever was told of this incident before, even if the route has changed. */
@ApplicationScoped
class MailAudience implements Audience {
    private final Routing routing;
    private final EscalationSettings escalation;
    private final Contacts contacts;
    private final MailComposer composer;
    private final Catalog catalog;
    private final StatusComputation computation;
    private final EvidenceStore evidence;
    private final Deliveries deliveries;
    private final Clock clock;

    MailAudience(
            TeamSettings teams,
            RouteSettings routes,
            EscalationSettings escalation,
            Contacts contacts,
            MailServer mail,
            PageIdentity page,
            Templates templates,
            Catalog catalog,
            StatusComputation computation,
            EvidenceStore evidence,
            Deliveries deliveries,
            Clock clock) {
        this.routing = Routing.of(teams, routes);
        this.escalation = escalation;
        this.contacts = contacts;
        this.composer = new MailComposer(templates, catalog, page, mail.domain());
        this.catalog = catalog;
        this.computation = computation;
        this.evidence = evidence;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    @Override
    public void tell(Transaction tx, RecordedIncident incident, Telling telling, String subject) {
        TreeSet<String> recipients = new TreeSet<>(routing.recipients(incident.state()));
        recipients.addAll(DeliveryStore.recipients(tx, incident.id(), SmtpChannel.NAME));
        if (telling.kind() == Telling.Kind.ESCALATED) {
            recipients.addAll(routing.of(escalation.teams()));
        }
        List<String> evidence = evidence(tx, incident);
        recipients.stream().collect(Collectors.groupingBy(contacts::zone)).forEach((zone, readers) -> {
            Message message = composer.compose(incident, telling, subject, evidence, zone);
            readers.forEach(recipient -> put(tx, incident, recipient, message));
        });
    }

    private void put(Transaction tx, RecordedIncident incident, String recipient, Message message) {
        Optional<Instant> until =
                incident.isUrgent() ? Optional.empty() : contacts.heldUntil(recipient, clock.instant());
        until.ifPresentOrElse(
                time -> deliveries.hold(tx, SmtpChannel.NAME, recipient, message, time),
                () -> deliveries.owe(tx, SmtpChannel.NAME, List.of(recipient), message));
    }

    private List<String> evidence(Transaction tx, RecordedIncident incident) {
        return catalog.component(incident.state().component())
                .map(Component::cluster)
                .map(cluster -> lines(tx, cluster))
                .orElse(List.of());
    }

    private List<String> lines(Transaction tx, ClusterName cluster) {
        return computation.evidence(evidence.of(tx, cluster), clock.instant()).stream()
                .map(Evidence::text)
                .toList();
    }
}
