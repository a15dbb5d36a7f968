package org.theorder.lifeboat.outbox;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** In a service the edge library brings the clock. */
@Singleton
class TestClock {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
