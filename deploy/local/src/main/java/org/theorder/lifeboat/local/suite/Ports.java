package org.theorder.lifeboat.local.suite;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.FreePorts;

/** Chooses the ports: what somebody chose, else what it was last time, else any free one. */
final class Ports {
    private final IntPredicate free;
    private final IntSupplier anyFree;

    Ports() {
        this(FreePorts::isFree, FreePorts::next);
    }

    Ports(IntPredicate free, IntSupplier anyFree) {
        this.free = free;
        this.anyFree = anyFree;
    }

    /**
     * The ports of this start.
     *
     * @param chosen by somebody
     * @param remembered from the last start
     * @throws LifeboatException ALREADY_EXISTS if another program listens on a chosen one
     */
    Map<PortName, Integer> choose(Map<PortName, Integer> chosen, Map<PortName, Integer> remembered) {
        Map<PortName, Integer> ports = new EnumMap<>(PortName.class);
        chosen.forEach((name, port) -> {
            if (!free.test(port)) {
                throw new LifeboatException(
                        ErrorCode.ALREADY_EXISTS,
                        "port " + port + " for " + name.wireName()
                                + " is taken by another program: end that program, or choose another port (--port "
                                + name.wireName() + "=…)");
            }
            if (ports.containsValue(port)) {
                throw new LifeboatException(
                        ErrorCode.REQUEST_INVALID, "port " + port + " is chosen twice: give every server its own");
            }
            ports.put(name, port);
        });
        for (PortName name : PortName.values()) {
            if (!ports.containsKey(name)) {
                ports.put(name, rememberedOrFree(remembered.get(name), ports));
            }
        }
        return ports;
    }

    private int rememberedOrFree(@Nullable Integer last, Map<PortName, Integer> taken) {
        if (last != null && !taken.containsValue(last) && free.test(last)) {
            return last;
        }
        int port = anyFree.getAsInt();
        while (taken.containsValue(port)) {
            port = anyFree.getAsInt();
        }
        return port;
    }
}
