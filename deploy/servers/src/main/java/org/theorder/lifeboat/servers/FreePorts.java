package org.theorder.lifeboat.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** TCP ports of the loopback interface that nobody listens on. */
public final class FreePorts {
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /**
     * A free port, never the same twice from one JVM. Another process can still take it before its user does, so that
     * who starts a server must be ready to try another one.
     */
    public static int next() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = anyFree();
            if (GIVEN.add(port)) {
                return port;
            }
        }
        throw new LifeboatException(ErrorCode.INTERNAL, "no free TCP port on 127.0.0.1: end some servers");
    }

    /** Whether a server could listen on this port of 127.0.0.1 now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws LifeboatException ALREADY_EXISTS if another program listens on this port of 127.0.0.1 */
    static void requireFree(String server, int port) {
        if (!isFree(port)) {
            throw new LifeboatException(
                    ErrorCode.ALREADY_EXISTS,
                    server + " cannot listen on 127.0.0.1:" + port
                            + ": another program does; end that program or choose another port");
        }
    }

    private static int anyFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "no free TCP port on 127.0.0.1: " + e.getMessage(), e);
        }
    }
}
