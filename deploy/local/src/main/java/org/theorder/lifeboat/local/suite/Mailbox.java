package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;
import org.subethamail.smtp.server.SMTPServer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** An SMTP server that accepts every mail and keeps it as a file; nothing leaves this machine. */
final class Mailbox implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Clock clock;
    private final AtomicInteger received = new AtomicInteger();
    private final SMTPServer server;

    private Mailbox(Path folder, int port, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        this.server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .maxConnections(20)
                .messageHandler((context, from, to, data) -> keep(from, to, data))
                .build();
    }

    static Mailbox start(Path folder, int port, Clock clock) {
        Mailbox mailbox = new Mailbox(folder, port, clock);
        try {
            Files.createDirectories(folder);
            mailbox.server.start();
        } catch (IOException | RuntimeException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, "the mailbox could not listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
        return mailbox;
    }

    private void keep(String from, String to, byte[] mail) {
        String name = "%s-%03d.eml".formatted(TIME.format(clock.instant()), received.incrementAndGet());
        Path unfinished = folder.resolve("." + name);
        try {
            try (OutputStream out = Files.newOutputStream(unfinished)) {
                out.write(envelope(from, to));
                out.write(mail);
            }
            Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.NO_SPACE, "a mail could not be kept in " + folder, e);
        }
    }

    /** The envelope, which is not part of a mail, as the headers that mail servers write for it. */
    private static byte[] envelope(String from, String to) {
        return ("Return-Path: <" + from + ">\r\nDelivered-To: " + to + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop();
    }
}
