package org.theorder.lifeboat.notifier.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Locale;

/**
 * The message as it goes over the wire (RFC 5322, 3834, 2919). Everything in its headers is either configured and checked,
 * or an incident id, or the subject, which was made one line without control characters when it was composed.
 */
final class IncidentMail extends MimeMessage {
    private static final String CHARSET = StandardCharsets.UTF_8.name();

    private final String messageId;

    IncidentMail(Session session, MailServer server, Letter letter) throws MessagingException {
        super(session);
        var delivery = letter.delivery();
        var message = delivery.message();
        this.messageId = message.messageId();
        setFrom(server.from());
        setRecipient(Message.RecipientType.TO, new InternetAddress(letter.to()));
        setSubject(message.subject(), CHARSET);
        setSentDate(Date.from(delivery.enqueuedAt()));
        if (delivery.inReplyTo() != null) {
            setHeader("In-Reply-To", delivery.inReplyTo());
            setHeader("References", delivery.inReplyTo());
        }
        setHeader("Auto-Submitted", "auto-generated");
        setHeader("List-Id", "<" + letter.list() + "." + server.domain() + ">");
        for (var header : letter.headers().entrySet()) {
            setHeader(header.getKey(), header.getValue());
        }
        setHeader("X-Lifeboat-Incident", message.incident());
        setHeader("X-Lifeboat-Event", message.kind().name().toLowerCase(Locale.ROOT));
        if (message.drill()) {
            setHeader("X-Lifeboat-Drill", "yes");
        }
        MimeBodyPart text = new MimeBodyPart();
        text.setText(letter.text(), CHARSET, "plain");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(letter.html(), CHARSET, "html");
        setContent(new MimeMultipart("alternative", text, html));
        saveChanges();
    }

    /** The same for every attempt, unlike the library's. */
    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }
}
