package org.theorder.lifeboat.bench;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.subethamail.smtp.server.SMTPServer;
import org.theorder.lifeboat.servers.FreePorts;

/** A mail server on this machine that accepts everything and keeps nothing but when and for whom it was. */
final class MailRelay implements AutoCloseable {
    private static final String INCIDENT = "X-Lifeboat-Incident: ";

    private final Map<String, List<Accepted>> byIncident = new ConcurrentHashMap<>();
    private final SMTPServer server;

    /** @param nanoTime when it was, as {@link System#nanoTime} counts */
    record Accepted(String recipient, long nanoTime) {}

    MailRelay() {
        server = SMTPServer.port(FreePorts.next())
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .messageHandler((context, from, to, mail) -> accept(to, mail))
                .build();
        server.start();
    }

    int port() {
        return server.getPort();
    }

    int count(String incident) {
        return byIncident.getOrDefault(incident, List.of()).size();
    }

    /** The mails about this incident so far, in the order in which they were accepted. */
    List<Accepted> about(String incident) {
        return List.copyOf(byIncident.getOrDefault(incident, List.of()));
    }

    private void accept(String recipient, byte[] mail) {
        String text = new String(mail, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(INCIDENT) + INCIDENT.length();
        String incident = text.substring(begin, text.indexOf('\r', begin));
        byIncident
                .computeIfAbsent(incident, any -> Collections.synchronizedList(new ArrayList<>()))
                .add(new Accepted(recipient, System.nanoTime()));
    }

    @Override
    public void close() {
        server.stop();
    }
}
