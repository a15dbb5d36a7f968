package org.theorder.lifeboat.notifier;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.List;

/** A real SMTP server that keeps what it gets. */
public final class TestMailbox implements AutoCloseable {
    private final GreenMail server;

    public TestMailbox(int port) {
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
    }

    public int port() {
        return server.getSmtp().getPort();
    }

    public List<MimeMessage> all() {
        return List.of(server.getReceivedMessages());
    }

    /** Mails about one incident, in the order of arrival. */
    public List<MimeMessage> about(String incident) {
        return all().stream()
                .filter(mail -> Arrays.equals(header(mail, "X-Lifeboat-Incident"), new String[] {incident}))
                .toList();
    }

    public static String[] header(MimeMessage mail, String name) {
        try {
            return mail.getHeader(name);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
