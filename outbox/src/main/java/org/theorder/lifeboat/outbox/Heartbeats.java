package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;

/** Tells everybody every five seconds that this service is alive. */
@ApplicationScoped
public class Heartbeats {
    /** To be called by the service's main loop at the end of a round; the next heartbeat tells the time of it. */
    public void evaluated() {}
}
