package org.theorder.lifeboat.notifier.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** SMTP that asks once more before the content goes out, and knows whether the server may already have it. */
final class WatchedTransport extends SMTPTransport {
    private BooleanSupplier stillOurs = () -> false;
    private boolean passedOn;
    private boolean mayHaveIt;
    private int messages;

    WatchedTransport(Session session, boolean tls) {
        super(session, new URLName(tls ? "smtps" : "smtp", null, -1, null, null, null), "smtp", tls);
    }

    /** Another message begins. */
    void begin(BooleanSupplier stillOurs) {
        this.stillOurs = stillOurs;
        passedOn = false;
        mayHaveIt = false;
        messages++;
    }

    /** How many messages have begun over this connection. */
    int messages() {
        return messages;
    }

    /** True if somebody else has taken over the delivery, and nothing was sent. */
    boolean passedOn() {
        return passedOn;
    }

    /** True once the whole content was sent: a failure from then on says nothing about what the server did with it. */
    boolean mayHaveIt() {
        return mayHaveIt;
    }

    /** Reached when the server has accepted sender and recipient. */
    @Override
    protected OutputStream data() throws MessagingException {
        if (!stillOurs.getAsBoolean()) {
            passedOn = true;
            throw new MessagingException("another notifier has taken over");
        }
        return super.data();
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        mayHaveIt = true;
        super.finishData();
    }
}
