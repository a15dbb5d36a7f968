package org.theorder.lifeboat.backup.replication;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Listens on the loopback interface and plays a script to every client that comes. */
public final class FakeServer implements AutoCloseable {
    private final ServerSocket listener;

    /** What the server does with one connection; returning hangs up. */
    interface Script {
        void play(Client client) throws IOException;
    }

    /** The client as the script sees it. */
    record Client(DataInputStream in, OutputStream out) {
        /** The startup packet. */
        String startup() throws IOException {
            byte[] packet = new byte[in.readInt() - 4];
            in.readFully(packet);
            return new String(packet, StandardCharsets.UTF_8);
        }

        /** The body of the next message. */
        byte[] message() throws IOException {
            in.readByte();
            byte[] body = new byte[in.readInt() - 4];
            in.readFully(body);
            return body;
        }

        void send(ServerBytes bytes) throws IOException {
            out.write(bytes.all());
            out.flush();
        }

        /** Lets the client in as version 18.6. */
        void admit() throws IOException {
            startup();
            send(new ServerBytes().admitted("18.6"));
        }

        void waitForEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    FakeServer(Script script) throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(script));
    }

    /** A server of another version, which lets everybody in without TLS. */
    public static FakeServer ofVersion(String version) throws IOException {
        return new FakeServer(client -> {
            client.startup();
            client.send(new ServerBytes().admitted(version));
            client.waitForEnd();
        });
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket socket, Script script) {
        try (socket;
                InputStream in = socket.getInputStream()) {
            script.play(new Client(new DataInputStream(in), socket.getOutputStream()));
        } catch (IOException e) {
            // the client hung up, which many scripts provoke
        }
    }

    ServerAddress address(SslMode mode) {
        return new ServerAddress(
                "127.0.0.1",
                listener.getLocalPort(),
                "lifeboat_backup",
                new Password.Inline("secret-word"),
                mode,
                null,
                null,
                Duration.ofSeconds(2));
    }

    ReplicationConnection connect() {
        return ReplicationConnection.open(address(SslMode.DISABLE), Duration.ofSeconds(2));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
