package org.theorder.lifeboat.backup.replication;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The socket under a connection, plain or TLS. One thread reads and one writes at a time. Every wait is bounded by
 * {@link Watchdog}; an interrupt or {@link #close} from any thread ends a wait at once.
 */
final class Transport implements AutoCloseable {
    private static final long IDLE = Long.MIN_VALUE;
    private static final int TLS_RECORD = 16 * 1024;

    private final SocketChannel channel;
    private final String display;
    private volatile long timeoutNanos;
    private volatile long readingSince = IDLE;
    private volatile long writingSince = IDLE;
    private volatile boolean overdue;
    private @Nullable SSLSocket tls;
    private byte[] tlsScratch = {};

    private Transport(SocketChannel channel, String display, long timeoutNanos) {
        this.channel = channel;
        this.display = display;
        this.timeoutNanos = timeoutNanos;
    }

    static Transport connect(ServerAddress address) {
        try {
            SocketChannel channel = SocketChannel.open();
            try {
                InetSocketAddress target = new InetSocketAddress(address.host(), address.port());
                if (target.isUnresolved()) {
                    throw new LifeboatException(
                            ErrorCode.SERVER_UNREACHABLE,
                            "the host name " + Text.shown(address.host())
                                    + " is not known to DNS; check the cluster's host");
                }
                channel.socket().connect(target, (int) address.connectTimeout().toMillis());
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            Transport transport = new Transport(
                    channel, address.display(), address.connectTimeout().toNanos());
            Watchdog.add(transport);
            return transport;
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNREACHABLE,
                    "no connection to PostgreSQL at " + address.display() + ": " + Text.shown(reason(e))
                            + "; check that the server runs and that host, port and firewall are right",
                    e);
        }
    }

    String display() {
        return display;
    }

    long timeout() {
        return timeoutNanos;
    }

    /** From now on a wait may last so long. */
    void timeout(long nanos) {
        timeoutNanos = nanos;
    }

    /** TLS takes over: everything after this goes through {@code socket}, which sits on {@link #socket()}. */
    void secured(SSLSocket socket) {
        tls = socket;
        tlsScratch = new byte[TLS_RECORD];
    }

    java.net.Socket socket() {
        return channel.socket();
    }

    boolean isSecure() {
        return tls != null;
    }

    /** Runs something that reads and writes by itself, such as a TLS handshake, under the time limit. */
    void timed(IoAction action) throws IOException {
        readingSince = System.nanoTime();
        try {
            action.run();
        } finally {
            readingSince = IDLE;
        }
    }

    /** Waits for at least one byte. */
    void read(ByteBuffer target) {
        readingSince = System.nanoTime();
        try {
            int count = tls == null ? channel.read(target) : readSecure(tls.getInputStream(), target);
            if (count < 0) {
                throw new EOFException("the server closed the connection");
            }
        } catch (IOException e) {
            throw broken(e);
        } finally {
            readingSince = IDLE;
        }
    }

    private int readSecure(InputStream stream, ByteBuffer target) throws IOException {
        int count = stream.read(tlsScratch, 0, Math.min(tlsScratch.length, target.remaining()));
        if (count > 0) {
            target.put(tlsScratch, 0, count);
        }
        return count;
    }

    void write(ByteBuffer source) {
        writingSince = System.nanoTime();
        try {
            if (tls == null) {
                while (source.hasRemaining()) {
                    channel.write(source);
                }
            } else {
                byte[] bytes = new byte[source.remaining()];
                source.get(bytes);
                OutputStream stream = tls.getOutputStream();
                stream.write(bytes);
                stream.flush();
            }
        } catch (IOException e) {
            throw broken(e);
        } finally {
            writingSince = IDLE;
        }
    }

    LifeboatException broken(IOException e) {
        if (overdue) {
            return new LifeboatException(
                    ErrorCode.SERVER_UNREACHABLE,
                    "PostgreSQL at " + display + " has said nothing for " + timeoutNanos / 1_000_000_000L
                            + " s; the connection was given up",
                    e);
        }
        if (e instanceof SSLHandshakeException) {
            // TLS 1.3: what the server thinks of our certificate comes after the handshake
            return new LifeboatException(
                    ErrorCode.CREDENTIALS_REFUSED,
                    "PostgreSQL at " + display + " refused our certificate: " + Text.shown(reason(e))
                            + "; check the cluster's client certificate and the server's ssl_ca_file",
                    e);
        }
        return new LifeboatException(
                ErrorCode.SERVER_UNREACHABLE,
                "the connection to PostgreSQL at " + display + " broke: " + Text.shown(reason(e)),
                e);
    }

    void abortIfOverdue(long now) {
        long reading = readingSince;
        long writing = writingSince;
        if ((reading != IDLE && now - reading > timeoutNanos) || (writing != IDLE && now - writing > timeoutNanos)) {
            overdue = true;
            close();
        }
    }

    /** Ends every wait of other threads too. */
    @Override
    public void close() {
        Watchdog.remove(this);
        try {
            channel.close();
        } catch (IOException e) {
            // nothing is lost: the socket is gone either way
            Thread.onSpinWait();
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Something that talks on the socket. */
    interface IoAction {
        void run() throws IOException;
    }
}
