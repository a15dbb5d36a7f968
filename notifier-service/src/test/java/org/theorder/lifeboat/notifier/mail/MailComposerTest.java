package org.theorder.lifeboat.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.RecordedUpdate;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Templates;

class MailComposerTest {
    private static final List<String> EVIDENCE = List.of(
            "data safe up to 12:03:38 UTC, lag now 2 s, in region dr (goal 1 h)",
            "last backup 12:01:10 UTC, 312 MB",
            "last backup verified 12:02 UTC",
            "last restore proven 11:03 UTC, 14 s");

    @Test
    void openedAndResolvedReadAsIntended() {
        Message opened = compose(Scenes.IDENTITY, Scenes.outage(), Telling.Kind.OPENED, "opened");
        Message resolved = compose(Scenes.IDENTITY, Scenes.resolved(), Telling.Kind.RESOLVED, "resolved-3");

        golden("mail-opened", opened);
        golden("mail-resolved", resolved);
        assertThat(opened.subject()).isEqualTo("[The Order] Shop database does not answer");
        assertThat(resolved.subject()).isEqualTo("Re: [The Order] Shop database does not answer");
        assertThat(opened.messageId()).isEqualTo("<service-down-shop-20261122t120140z.opened@the-order.org>");
    }

    @Test
    void whatIsToldInBetweenReadsAsIntended() {
        golden("mail-updated", compose(Scenes.IDENTITY, Scenes.outage(), Telling.Kind.UPDATED, "updated-3"));
        golden("mail-acknowledged", compose(Scenes.IDENTITY, taken(), Telling.Kind.ACKNOWLEDGED, "acknowledged-4"));
        golden("mail-escalated", compose(Scenes.IDENTITY, Scenes.outage(), Telling.Kind.ESCALATED, "escalated"));
    }

    @Test
    void aTeamThatReadsInAnotherZoneHasItsOwnTimeBesideUtc() {
        Message message = new MailComposer(new Templates(), Scenes.catalog(), Scenes.IDENTITY, "the-order.org")
                .compose(
                        Scenes.outage(),
                        new Telling(Telling.Kind.OPENED, "opened"),
                        "x",
                        EVIDENCE,
                        new ReaderZone(ZoneId.of("Asia/Kolkata")));

        assertThat(message.text()).contains("22 Nov 2026, 12:01:40 UTC (17:31:40+05:30 Asia/Kolkata)");
    }

    @Test
    void aDrillIsMarkedInEveryPart() {
        Message message = compose(Scenes.DRILL, Scenes.outage(), Telling.Kind.OPENED, "opened");

        assertThat(message.subject()).startsWith("[DRILL] ");
        assertThat(message.text()).startsWith("DRILL: this is a rehearsal");
        assertThat(message.html()).contains("DRILL: this is a rehearsal");
        assertThat(message.drill()).isTrue();
        golden("mail-drill", message);
    }

    @Test
    void theSameNewsGivesTheSameMessageWhoeverWritesIt() {
        assertThat(compose(Scenes.IDENTITY, Scenes.outage(), Telling.Kind.OPENED, "opened"))
                .isEqualTo(compose(Scenes.IDENTITY, Scenes.outage(), Telling.Kind.OPENED, "opened"));
    }

    @Test
    void hostileTextStaysText() {
        String script = "<script>alert(1)</script>";
        RecordedIncident hostile = Scenes.incident(
                "hostile",
                1,
                Impact.CRITICAL,
                IncidentStatus.INVESTIGATING,
                "<b>undeclared</b>",
                script,
                Scenes.NOW,
                null,
                List.of(Scenes.line(
                        1,
                        IncidentStatus.INVESTIGATING,
                        Impact.CRITICAL,
                        script + "x".repeat(5_000),
                        true,
                        Scenes.NOW)));

        Message message = compose(Scenes.IDENTITY, hostile, Telling.Kind.OPENED, "opened");

        assertThat(message.html())
                .doesNotContain("<script")
                .doesNotContain("<b>undeclared")
                .contains("&lt;script&gt;");
        assertThat(message.html().length()).isLessThan(20_000);
    }

    @Test
    void noSubjectCanAddAHeader() throws Exception {
        Message message = new MailComposer(new Templates(), Scenes.catalog(), Scenes.IDENTITY, "the-order.org")
                .compose(
                        Scenes.outage(),
                        new Telling(Telling.Kind.UPDATED, "updated-3"),
                        "x\r\nBcc: everybody@example.org\r\n\r\nBody",
                        List.of(),
                        ReaderZone.UTC);

        MimeMessage sent = overTheWire(message);

        assertThat(sent.getHeader("Bcc")).isNull();
        assertThat(sent.getSubject()).isEqualTo("Re: [The Order] x Bcc: everybody@example.org Body");
        assertThat(Collections.list(sent.getAllHeaders()))
                .extracting(header -> header.getName())
                .containsExactlyInAnyOrder(
                        "Date",
                        "From",
                        "To",
                        "Message-ID",
                        "In-Reply-To",
                        "References",
                        "Subject",
                        "MIME-Version",
                        "Content-Type",
                        "Auto-Submitted",
                        "List-Id",
                        "X-Lifeboat-Incident",
                        "X-Lifeboat-Event");
    }

    @Test
    void whatArrivesIsWhatWasFrozen() throws Exception {
        Message message = compose(Scenes.IDENTITY, Scenes.outage(), Telling.Kind.OPENED, "opened");

        MimeMessage sent = overTheWire(message);

        assertThat(sent.getMessageID()).isEqualTo(message.messageId());
        assertThat(sent.getSentDate().toInstant()).isEqualTo(Instant.parse("2026-11-22T12:01:40Z"));
        var parts = (jakarta.mail.internet.MimeMultipart) sent.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(normal(parts.getBodyPart(0).getContent())).isEqualTo(normal(message.text()));
        assertThat(normal(parts.getBodyPart(1).getContent())).isEqualTo(normal(message.html()));
    }

    @Test
    void whatIsSaidAfterTheEndIsNoSecondEnd() {
        List<RecordedUpdate> lines = new ArrayList<>(Scenes.resolved().updates());
        lines.add(Scenes.line(
                4, IncidentStatus.RESOLVED, Impact.CRITICAL, "A disk had failed. We replaced it.", false, Scenes.NOW));

        Message message = compose(
                Scenes.IDENTITY,
                new RecordedIncident(Scenes.resolved().state(), lines, List.of()),
                Telling.Kind.UPDATED,
                "said-1");

        golden("mail-said-afterwards", message);
        assertThat(message.text())
                .startsWith("SAID AFTERWARDS 22 Nov 2026, 12:04:02 UTC; it is over since 22 Nov 2026, 11:57:11 UTC\n");
    }

    private static RecordedIncident taken() {
        Incident open = Scenes.outage().state();
        Incident taken = new Incident(
                open.id(),
                4,
                open.rule(),
                open.subject(),
                open.severity(),
                open.impact(),
                open.status(),
                open.component(),
                open.team(),
                open.title(),
                open.facts(),
                open.suggestedPlan(),
                "ada",
                open.openedAt(),
                null);
        return new RecordedIncident(taken, Scenes.outage().updates(), List.of());
    }

    private static String normal(Object text) {
        return text.toString().replace("\r\n", "\n").strip();
    }

    private static MimeMessage overTheWire(Message message) throws Exception {
        Session session = Session.getInstance(new Properties());
        MailServer server = new MailServer(
                "127.0.0.1",
                25,
                MailSettings.Security.NONE,
                null,
                null,
                null,
                new InternetAddress("lifeboat@the-order.org", "Lifeboat"),
                "the-order.org",
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        Delivery delivery = new Delivery(
                1,
                "mail",
                "database-team@the-order.org",
                2,
                message,
                "<first@the-order.org>",
                Instant.parse("2026-11-22T12:01:40Z"),
                1,
                1);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        new IncidentMail(session, server, Letter.toTeam(delivery)).writeTo(wire);
        return new MimeMessage(session, new ByteArrayInputStream(wire.toByteArray()));
    }

    private static Message compose(PageIdentity page, RecordedIncident incident, Telling.Kind kind, String cause) {
        return new MailComposer(new Templates(), Scenes.catalog(), page, "the-order.org")
                .compose(incident, new Telling(kind, cause), incident.state().title(), EVIDENCE, ReaderZone.UTC);
    }

    private static void golden(String name, Message message) {
        Golden.check(name + ".txt", message.text().getBytes(StandardCharsets.UTF_8));
        Golden.check(name + ".html", message.html().getBytes(StandardCharsets.UTF_8));
    }
}
