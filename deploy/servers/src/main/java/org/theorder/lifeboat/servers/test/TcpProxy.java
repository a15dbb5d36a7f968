package org.theorder.lifeboat.servers.test;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A way to a server that can be closed, made to stall, or broken after some bytes: what a network does. */
public final class TcpProxy implements Closeable {
    private static final int WINDOW = 16 * 1024;

    private volatile InetSocketAddress target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong answersAllowed = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean refusing;
    private volatile CountDownLatch stalled = new CountDownLatch(0);
    private volatile boolean losesAnswers;
    private volatile byte[] overheard = new byte[0];
    private volatile Runnable quicker = () -> {};

    private TcpProxy(InetSocketAddress target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    /** A proxy on a free port of 127.0.0.1. */
    public static TcpProxy to(String host, int port) {
        try {
            ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            TcpProxy proxy = new TcpProxy(new InetSocketAddress(host, port), listener);
            Thread.ofVirtual().name("proxy-accept").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** New connections go to another port of the same host, as an address that moves to another server; the present ones break. */
    public void redirect(int port) {
        target = new InetSocketAddress(target.getAddress(), port);
        breakConnections();
    }

    /** How many connections were made so far. */
    public int connections() {
        return connections.get();
    }

    /** Breaks all connections, and new ones at once, until {@link #recover}. */
    public void cut() {
        refusing = true;
        breakConnections();
    }

    /** Breaks what is connected now. */
    public void breakConnections() {
        sockets.forEach(TcpProxy::close);
    }

    /** No byte goes either way any more, and no connection ends, until {@link #recover}. */
    public void stall() {
        stalled = new CountDownLatch(1);
    }

    /** The server gets everything, its answers are lost with the connection, until {@link #recover}. */
    public void loseAnswers() {
        losesAnswers = true;
    }

    /** Lets this many further bytes of answers through, then breaks that connection once. */
    public void breakAfterAnswering(long bytes) {
        answersAllowed.set(bytes);
    }

    /**
     * Somebody else is always quicker: does something before the server gets what begins like this.
     *
     * @param beginning ASCII, for example {@code "DELETE "}
     */
    public void before(String beginning, Runnable deed) {
        quicker = deed;
        overheard = beginning.getBytes(StandardCharsets.US_ASCII);
    }

    /** All is well again. */
    public void recover() {
        refusing = false;
        losesAnswers = false;
        answersAllowed.set(Long.MAX_VALUE);
        stalled.countDown();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().name("proxy").start(() -> connect(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void connect(Socket client) {
        if (refusing) {
            close(client);
            return;
        }
        Socket server = new Socket();
        try {
            server.connect(target);
        } catch (IOException e) {
            close(client);
            return;
        }
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().name("proxy-up").start(() -> copy(client, server, false));
        Thread.ofVirtual().name("proxy-down").start(() -> copy(server, client, true));
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] window = new byte[WINDOW];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(window); count >= 0; count = in.read(window)) {
                stalled.await();
                if (!answers && begins(window, count)) {
                    quicker.run();
                }
                if (answers && losesAnswers) {
                    break;
                }
                if (answers && answersAllowed.addAndGet(-count) < 0) {
                    answersAllowed.set(Long.MAX_VALUE);
                    break;
                }
                out.write(window, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // one side ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private boolean begins(byte[] window, int count) {
        byte[] beginning = overheard;
        return beginning.length > 0
                && count >= beginning.length
                && Arrays.equals(window, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // gone anyway
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        recover();
        breakConnections();
    }
}
