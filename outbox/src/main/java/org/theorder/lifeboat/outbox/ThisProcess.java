package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Who we are to others. */
@ApplicationScoped
class ThisProcess {
    private final String service;
    private final String shown = hostName() + "/" + ProcessHandle.current().pid();
    private final String holder = shown + "/" + UUID.randomUUID();

    ThisProcess(@ConfigProperty(name = "quarkus.application.name") String service) {
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

    /** For people: {@code host/pid}. */
    String shown() {
        return shown;
    }

    /** {@code host/pid/uuid}: unlike a pid it never comes again. */
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
