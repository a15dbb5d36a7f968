package org.theorder.lifeboat.notifier.subscriber;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.delivery.About;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.mail.MailServer;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.notifier.wording.Times;

/** Writes the question whether somebody really wants to be told. */
@ApplicationScoped
class ConfirmationComposer {
    /** What such messages are about, in the place of an incident. */
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Templates templates;
    private final PageIdentity page;
    private final MailServer mail;
    private final Names names;
    private final SubscriberSettings settings;

    ConfirmationComposer(
            Templates templates, PageIdentity page, MailServer mail, Names names, SubscriberSettings settings) {
        this.templates = templates;
        this.page = page;
        this.mail = mail;
        this.names = names;
        this.settings = settings;
    }

    Message compose(long subscriber, Wish wish) {
        String about = About.SUBSCRIPTION + subscriber;
        String validFor = Times.length(settings.confirmWithin());
        String components = names.of(wish.components());
        String link = Placeholder.CONFIRM.text();
        String subject = ForeignText.line("[" + page.name() + "] Please confirm your subscription");
        return switch (wish.address().way()) {
            case MAIL -> {
                Map<String, Object> data =
                        Map.of("page", page, "components", components, "validFor", validFor, "confirmUrl", link);
                yield message(
                        about,
                        subject,
                        templates.render("mail/confirm.txt", data),
                        templates.render("mail/confirm.html", data),
                        "<" + about + ".confirm@" + mail.domain() + ">");
            }
            case WEBHOOK ->
                message(
                        about,
                        subject,
                        json(Map.of(
                                "type",
                                "subscription.confirm",
                                "data",
                                Map.of(
                                        "page",
                                        page.url() + "/",
                                        "components",
                                        wish.components(),
                                        "confirm_url",
                                        link))),
                        "",
                        about + ".confirm");
        };
    }

    private Message message(String about, String subject, String text, String html, String id) {
        return new Message(about, Telling.Kind.OPENED, "confirm", subject, text, html, id, page.drill());
    }

    private static String json(Map<String, Object> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "a confirmation cannot be written as JSON", e);
        }
    }
}
