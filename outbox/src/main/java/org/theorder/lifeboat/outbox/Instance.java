package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Who this process is. */
@ApplicationScoped
class Instance {
    private final String service;
    private final String host = hostName();
    private final long pid = ProcessHandle.current().pid();
    private final String holder = host + "/" + pid + "/" + UUID.randomUUID();

    @Inject
    Instance(@ConfigProperty(name = "quarkus.application.name") String service) {
        this.service = service;
    }

    /** For example {@code backup-service}. */
    String service() {
        return service;
    }

    /** CloudEvents {@code source}. */
    String source() {
        return "/lifeboat/" + service;
    }

    /** For people, {@code host/pid}. */
    String shown() {
        return host + "/" + pid;
    }

    /** {@code host/pid/uuid}: unlike a pid, never the same again. */
    String holder() {
        return holder;
    }

    private static String hostName() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isBlank()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
