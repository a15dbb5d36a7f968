package org.theorder.lifeboat.notifier.mail;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.wording.ReaderZone;

/** The contacts that are declared, by address; checked at start. */
@Startup
@ApplicationScoped
class Contacts {
    private final Map<String, Contact> byAddress = new HashMap<>();

    Contacts(ContactSettings settings) {
        settings.contacts().forEach((name, declared) -> {
            Contact contact = Contact.of(name, declared);
            for (String address : declared.recipients()) {
                Routing.checkAddress("lifeboat.notifier.contacts." + name + ".recipients", address);
                if (byAddress.put(address, contact) != null) {
                    throw new LifeboatException(
                            ErrorCode.CONFIGURATION_INVALID,
                            "lifeboat.notifier.contacts." + name + ".recipients has '" + address
                                    + "', which belongs to another contact");
                }
            }
        });
    }

    /** In whose time this address reads times besides UTC. */
    ReaderZone zone(String address) {
        Contact contact = byAddress.get(address);
        return contact == null ? ReaderZone.UTC : new ReaderZone(contact.zone());
    }

    /** Until when a message that is not critical waits; empty if this address is told everything at once. */
    Optional<Instant> heldUntil(String address, Instant now) {
        return Optional.ofNullable(byAddress.get(address)).flatMap(contact -> contact.heldUntil(now));
    }
}
