package org.theorder.lifeboat.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL servers on the wire, as many as there are users: enough of the protocol for a WAL stream that stands still
 * (startup, trust, SHOW, IDENTIFY_SYSTEM, a slot, START_REPLICATION, keepalives, one question about the slot). The user
 * {@code sim_42} talks to server 42, which has its own system identifier. No backups.
 */
final class SimulatedServers implements AutoCloseable {
    private static final String POSITION = "0/3000000";
    private static final long POSITION_BYTES = 0x3000000L;
    private static final long FIRST_IDENTIFIER = 7_400_000_000_000_000_000L;
    private static final long MICROS_TO_2000 = 946_684_800_000_000L;
    private static final int TLS_REQUEST = 80_877_103;

    private final ServerSocket listener;
    private final AtomicInteger streaming = new AtomicInteger();

    SimulatedServers() {
        try {
            listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port for the simulated servers", e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many streams there are at this moment. */
    int streaming() {
        return streaming.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Connection(
                            new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream())),
                            new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream())))
                    .serve();
        } catch (IOException e) {
            // the client hung up
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the simulated servers", e);
        }
    }

    private final class Connection {
        private final DataInputStream in;
        private final DataOutputStream out;

        Connection(DataInputStream in, DataOutputStream out) {
            this.in = in;
            this.out = out;
        }

        void serve() throws IOException {
            int server = startup();
            send('R', body -> body.writeInt(0));
            send('S', body -> {
                text(body, "server_version");
                text(body, "18.6");
            });
            ready();
            while (true) {
                byte type = in.readByte();
                byte[] message = in.readNBytes(in.readInt() - 4);
                if (type != 'Q') {
                    return;
                }
                String command = new String(message, 0, message.length - 1, StandardCharsets.UTF_8);
                if (command.startsWith("START_REPLICATION")) {
                    stream();
                    return;
                }
                answer(command, server);
                ready();
            }
        }

        private int startup() throws IOException {
            byte[] packet = in.readNBytes(in.readInt() - 4);
            if (packet.length == 4 && new java.math.BigInteger(packet).intValue() == TLS_REQUEST) {
                out.writeByte('N');
                out.flush();
                packet = in.readNBytes(in.readInt() - 4);
            }
            String text = new String(packet, StandardCharsets.UTF_8);
            int user = text.indexOf("sim_") + 4;
            return Integer.parseInt(text.substring(user, text.indexOf('\0', user)));
        }

        private void answer(String command, int server) throws IOException {
            if (command.startsWith("IDENTIFY_SYSTEM")) {
                row(String.valueOf(FIRST_IDENTIFIER + server), "1", POSITION, null);
            } else if (command.startsWith("SHOW wal_segment_size")) {
                row("16MB");
            } else if (command.startsWith("SHOW ")) {
                row("off");
            } else if (command.startsWith("READ_REPLICATION_SLOT")) {
                row("physical", POSITION, "1");
            } else if (command.startsWith("select wal_status")) {
                row("reserved", "0", null, "-1");
            } else {
                send('E', body -> {
                    for (String field : List.of("SERROR", "VERROR", "C0A000", "Ma simulated server cannot do this")) {
                        text(body, field);
                    }
                    body.writeByte(0);
                });
            }
        }

        /** Copy both ways; every status that asks for a reply gets one. */
        private void stream() throws IOException {
            send('W', body -> {
                body.writeByte(0);
                body.writeShort(0);
            });
            out.flush();
            streaming.incrementAndGet();
            try {
                keepalive();
                while (in.readByte() == 'd') {
                    byte[] status = in.readNBytes(in.readInt() - 4);
                    if (status[0] == 'r' && status[status.length - 1] == 1) {
                        keepalive();
                    }
                }
            } finally {
                streaming.decrementAndGet();
            }
        }

        private void keepalive() throws IOException {
            long micros = System.currentTimeMillis() * 1_000 - MICROS_TO_2000;
            send('d', body -> {
                body.writeByte('k');
                body.writeLong(POSITION_BYTES);
                body.writeLong(micros);
                body.writeByte(0);
            });
            out.flush();
        }

        private void row(@Nullable String... columns) throws IOException {
            send('T', body -> body.writeShort(0));
            send('D', body -> {
                body.writeShort(columns.length);
                for (String column : columns) {
                    if (column == null) {
                        body.writeInt(-1);
                    } else {
                        body.writeInt(column.length());
                        body.writeBytes(column);
                    }
                }
            });
            send('C', body -> text(body, "SELECT"));
        }

        private void ready() throws IOException {
            send('Z', body -> body.writeByte('I'));
            out.flush();
        }

        private void send(char type, Body body) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            body.write(new DataOutputStream(bytes));
            out.writeByte(type);
            out.writeInt(bytes.size() + 4);
            bytes.writeTo(out);
        }
    }

    private interface Body {
        void write(DataOutputStream body) throws IOException;
    }

    private static void text(DataOutputStream body, String text) throws IOException {
        body.write(text.getBytes(StandardCharsets.UTF_8));
        body.writeByte(0);
    }
}
