package org.theorder.lifeboat.notifier.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail server that misbehaves on request: one behaviour per connection, in order, and good ones after the last. */
public final class ScriptedSmtpServer implements AutoCloseable {
    public enum Behaviour {
        ACCEPT,
        REFUSE_GREETING_554,
        BUSY_GREETING_421,
        TEMPORARY_451,
        NO_SUCH_USER_550,
        NO_RELAY_550,
        REFUSED_CONTENT_554,
        STALL_BEFORE_GREETING,
        STALL_AFTER_CONTENT,
        DRIP_GREETING,
        DROP_BEFORE_CONTENT,
        DROP_IN_CONTENT,
        DROP_AFTER_CONTENT
    }

    private final ServerSocket listener;
    private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> held = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger answersLeft = new AtomicInteger(Integer.MAX_VALUE);

    public ScriptedSmtpServer(Behaviour... behaviours) {
        this(0, behaviours);
    }

    /** @param port 0 for any */
    public ScriptedSmtpServer(int port, Behaviour... behaviours) {
        script.addAll(List.of(behaviours));
        try {
            listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Messages whose end was read, whatever was answered. */
    public List<String> taken() {
        return taken;
    }

    /** Answers the next so many contents, and takes those after them without a word. */
    public void holdAfter(int answers) {
        answersLeft.set(answers);
    }

    /** Connections that come from now on find a good server. */
    public void behave() {
        script.clear();
    }

    /** What comes from now on is answered; what was held is not. */
    public void answerAgain() {
        answersLeft.set(Integer.MAX_VALUE);
    }

    /** Messages that were taken, and of which nobody was told so. */
    public List<String> held() {
        return held;
    }

    /** Connections that are open. */
    public int served() {
        return served.get();
    }

    public int connections() {
        return connections.size();
    }

    /** Ends all connections, and listens on. */
    public void hangUp() {
        for (Socket connection : connections) {
            try {
                connection.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            hangUp();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.add(connection);
                served.incrementAndGet();
                Behaviour next = script.poll();
                Thread.ofVirtual().start(() -> serve(connection, next == null ? Behaviour.ACCEPT : next));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection, Behaviour behaviour) {
        try (connection;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
                OutputStream out = connection.getOutputStream()) {
            if (!greet(in, out, behaviour)) {
                return;
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(java.util.Locale.ROOT);
                switch (verb) {
                    case "RCPT" -> say(out, rcpt(behaviour));
                    case "DATA" -> {
                        if (behaviour == Behaviour.DROP_BEFORE_CONTENT) {
                            return;
                        }
                        say(out, "354 go on");
                        if (behaviour == Behaviour.DROP_IN_CONTENT) {
                            in.readLine();
                            return;
                        }
                        String content = content(in);
                        taken.add(content);
                        if (answersLeft.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                            held.add(content);
                            waitForEnd(in);
                            return;
                        }
                        if (behaviour == Behaviour.DROP_AFTER_CONTENT) {
                            return;
                        }
                        if (behaviour == Behaviour.STALL_AFTER_CONTENT) {
                            waitForEnd(in);
                            return;
                        }
                        say(
                                out,
                                behaviour == Behaviour.REFUSED_CONTENT_554
                                        ? "554 5.7.1 content refused"
                                        : "250 2.0.0 Ok: queued as 4XyZ");
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException e) {
            // the client has gone
        } finally {
            served.decrementAndGet();
        }
    }

    private boolean greet(BufferedReader in, OutputStream out, Behaviour behaviour) throws IOException {
        switch (behaviour) {
            case STALL_BEFORE_GREETING -> {
                waitForEnd(in);
                return false;
            }
            case DRIP_GREETING -> {
                // never silent for long, and never done
                while (true) {
                    say(out, "220-wait");
                    try {
                        Thread.sleep(50);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                }
            }
            case REFUSE_GREETING_554 -> {
                say(out, "554 5.3.2 not in service");
                return false;
            }
            case BUSY_GREETING_421 -> {
                say(out, "421 4.3.2 too busy");
                return false;
            }
            default -> say(out, "220 scripted ESMTP");
        }
        return true;
    }

    private static String rcpt(Behaviour behaviour) {
        return switch (behaviour) {
            case TEMPORARY_451 -> "451 4.3.0 come back later";
            case NO_SUCH_USER_550 -> "550 5.1.1 no such user";
            case NO_RELAY_550 -> "550 relay not permitted";
            default -> "250 ok";
        };
    }

    private static String content(BufferedReader in) throws IOException {
        StringBuilder content = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            content.append(line).append('\n');
        }
        return content.toString();
    }

    private static void waitForEnd(BufferedReader in) throws IOException {
        for (int read = in.read(); read >= 0; read = in.read()) {
            // until the client closes
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
