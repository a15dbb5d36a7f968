package org.theorder.lifeboat.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** TCP ports of the loopback interface that nobody listens on. */
public final class FreePorts {
    private static final int FIRST = 16_000;
    /** From here on systems take ports for outgoing connections, also that of a server that is just being restarted. */
    private static final int FIRST_OF_OUTGOING = 32_768;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /**
     * A free port, never the same twice from one JVM. Another process can still take it before its user does, so that
     * who starts a server must be ready to try another one; no outgoing connection does.
     */
    public static int next() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OF_OUTGOING);
            if (isFree(port) && GIVEN.add(port)) {
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
}
