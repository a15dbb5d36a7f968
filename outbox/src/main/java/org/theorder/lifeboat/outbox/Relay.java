package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;

/** Sends the outbox to Kafka. */
@ApplicationScoped
class Relay {
    void wake() {}
}
