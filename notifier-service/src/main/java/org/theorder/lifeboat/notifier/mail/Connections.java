package org.theorder.lifeboat.notifier.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Connections to the mail server that wait for a further message, for a few seconds: greeting, TLS and login are most of
 * what a message costs. A server that has hung up meanwhile is noticed before anything is said about the message.
 */
final class Connections {
    private static final Duration KEPT = Duration.ofSeconds(5);
    // what servers tolerate differs; Postfix has no limit, others close after a hundred
    private static final int MOST_MESSAGES = 100;

    private final MailServer server;
    private final Session session;
    private final ScheduledExecutorService closing;
    private final ConcurrentLinkedDeque<WatchedTransport> idle = new ConcurrentLinkedDeque<>();

    Connections(MailServer server, Session session, ScheduledExecutorService closing) {
        this.server = server;
        this.session = session;
        this.closing = closing;
    }

    /** One that waits, or a new one that is still to be {@linkplain #connect connected}. */
    WatchedTransport take() {
        WatchedTransport waiting = idle.pollFirst();
        return waiting == null ? new WatchedTransport(session, server.tls()) : waiting;
    }

    /** Asks one that waited whether it is still there, and connects it if it is not. */
    void connect(WatchedTransport transport) throws MessagingException, IOException {
        if (!transport.isConnected()) {
            transport.connect(server.host(), server.port(), server.username(), server.secret());
        }
    }

    /** Keeps it for a further message. */
    void giveBack(WatchedTransport transport) {
        if (transport.messages() >= MOST_MESSAGES) {
            close(transport);
            return;
        }
        int messages = transport.messages();
        idle.addFirst(transport);
        var _ = closing.schedule(() -> closeIfIdle(transport, messages), KEPT.toMillis(), TimeUnit.MILLISECONDS);
    }

    void close(WatchedTransport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            // nothing depends on how the connection ends
        }
    }

    private void closeIfIdle(WatchedTransport transport, int messages) {
        if (transport.messages() == messages && idle.remove(transport)) {
            close(transport);
        }
    }
}
