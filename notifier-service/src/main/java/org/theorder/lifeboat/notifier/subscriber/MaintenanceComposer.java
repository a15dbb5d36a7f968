package org.theorder.lifeboat.notifier.subscriber;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.mail.MailWords;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Templates;

/** Writes what subscribers are told about a maintenance, as everything is at this moment. */
final class MaintenanceComposer {
    private static final String COLOUR = "#0550AE";

    private final Templates templates;
    private final Names names;
    private final PageIdentity page;

    MaintenanceComposer(Templates templates, Names names, PageIdentity page) {
        this.templates = templates;
        this.names = names;
        this.page = page;
    }

    String subject(Maintenance maintenance, Telling telling) {
        String reply = telling.kind() == Telling.Kind.OPENED ? "" : "Re: ";
        return ForeignText.line(
                reply + (page.drill() ? "[DRILL] " : "") + "[" + page.name() + "] Maintenance: " + maintenance.name());
    }

    /** The mail for readers of this zone. */
    Words mail(Maintenance maintenance, Telling telling, ReaderZone zone) {
        Map<String, Object> data = Map.of(
                "mail",
                new MaintenanceView(
                        page.name(),
                        page.drill(),
                        word(maintenance, telling).replace('_', ' ').toUpperCase(Locale.ROOT) + " "
                                + zone.full(maintenance.changedAt()),
                        COLOUR,
                        maintenance.name(),
                        ForeignText.line(names.of(maintenance.components())),
                        zone.full(maintenance.scheduledFor()),
                        zone.full(maintenance.scheduledUntil()),
                        MailWords.updates(maintenance, zone),
                        telling.equals(Maintenance.CANCELLED) ? null : page.incidentUrl(maintenance.id()),
                        page.url() + "/",
                        Placeholder.UNSUBSCRIBE.text()));
        return new Words(
                templates.render("mail/maintenance.txt", data), templates.render("mail/maintenance.html", data));
    }

    /** As {@link BulletinComposer#webhook}. */
    Words webhook(Maintenance maintenance, Telling telling) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", maintenance.id());
        told.put("name", maintenance.name());
        told.put("status", word(maintenance, telling));
        told.put("components", maintenance.components());
        told.put("scheduled_for", maintenance.scheduledFor().toString());
        told.put("scheduled_until", maintenance.scheduledUntil().toString());
        told.put("message", maintenance.updates().getFirst().body());
        told.put("url", telling.equals(Maintenance.CANCELLED) ? page.url() + "/" : page.incidentUrl(maintenance.id()));
        told.put("drill", page.drill());
        return BulletinComposer.webhook("maintenance." + word(maintenance, telling), maintenance.changedAt(), told);
    }

    /** Where it stands; {@code cancelled} if it was taken back. */
    private static String word(Maintenance maintenance, Telling telling) {
        return telling.equals(Maintenance.CANCELLED)
                ? "cancelled"
                : maintenance.status().wireName();
    }
}
