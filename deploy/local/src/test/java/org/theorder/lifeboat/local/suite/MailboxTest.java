package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.servers.FreePorts;

class MailboxTest {
    @TempDir
    Path folder;

    @Test
    void everyMailIsKeptWithItsEnvelope() throws IOException {
        int port = FreePorts.next();
        Mailbox mailbox = Mailbox.start(folder, port, Clock.systemUTC());
        try {
            send(port, "Subject: first\r\n\r\nHello\r\n");
            send(port, "Subject: second\r\n\r\nHello again\r\n");
        } finally {
            mailbox.close();
        }
        assertThat(Folders.list(folder))
                .hasSize(2)
                .allMatch(file -> file.toString().endsWith(".eml"));
        assertThat(Files.readString(Folders.list(folder).getFirst()))
                .startsWith("Return-Path: <lifeboat@example.org>\r\nDelivered-To: team@example.org\r\n")
                .contains("Subject: first");
    }

    private static void send(int port, String mail) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader answers =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                PrintWriter commands = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII)) {
            assertThat(answers.readLine()).startsWith("220");
            say(commands, answers, "HELO localhost", "250");
            say(commands, answers, "MAIL FROM:<lifeboat@example.org>", "250");
            say(commands, answers, "RCPT TO:<team@example.org>", "250");
            say(commands, answers, "DATA", "354");
            say(commands, answers, mail + ".", "250");
            say(commands, answers, "QUIT", "221");
        }
    }

    private static void say(PrintWriter commands, BufferedReader answers, String command, String expected)
            throws IOException {
        commands.print(command + "\r\n");
        commands.flush();
        assertThat(answers.readLine()).startsWith(expected);
    }
}
