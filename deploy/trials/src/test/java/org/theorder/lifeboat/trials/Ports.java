package org.theorder.lifeboat.trials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.theorder.lifeboat.servers.FreePorts;

/** Services that a monitor looks at: a port each, which listens while the service is up. */
final class Ports implements AutoCloseable {
    private final Map<String, Integer> ports = new TreeMap<>();
    private final Map<String, ServerSocket> listening = new TreeMap<>();

    Ports(List<String> names) {
        names.forEach(name -> {
            ports.put(name, FreePorts.next());
            up(name);
        });
    }

    /** A TCP probe of each, ten times a second. */
    Map<String, String> probes() {
        Map<String, String> keys = new TreeMap<>();
        ports.forEach((name, port) -> {
            String prefix = "lifeboat.monitor.probes." + name + ".";
            keys.put(prefix + "kind", "tcp");
            keys.put(prefix + "host", "127.0.0.1");
            keys.put(prefix + "port", port.toString());
            keys.put(prefix + "interval", "100ms");
            // refused is at once; a machine that is busy is not down
            keys.put(prefix + "timeout", "20s");
        });
        return keys;
    }

    void up(String name) {
        try {
            ServerSocket socket = new ServerSocket(ports.getOrDefault(name, 0), 50, InetAddress.getLoopbackAddress());
            listening.put(name, socket);
            Thread.ofVirtual().name(name).start(() -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who only listens lets nobody in any more once its queue is full. */
    private static void accept(ServerSocket socket) {
        try {
            while (true) {
                socket.accept().close();
            }
        } catch (IOException e) {
            // it is down
        }
    }

    void down(String name) {
        try (ServerSocket socket = listening.remove(name)) {
            assert socket != null : name + " is down already";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List.copyOf(listening.keySet()).forEach(this::down);
    }
}
