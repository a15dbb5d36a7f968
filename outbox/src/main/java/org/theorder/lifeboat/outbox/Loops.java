package org.theorder.lifeboat.outbox;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts what this library and the application's {@link Routine}s do by themselves, after the application's own start, and
 * ends it with the application.
 */
@ApplicationScoped
class Loops {
    private static final int AFTER_THE_APPLICATION = Interceptor.Priority.LIBRARY_AFTER;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(3);

    private final Gauges gauges;
    private final List<Loop> loops = new ArrayList<>();

    Loops(
            Relay relay,
            InboxConsumer consumer,
            InboxWorker worker,
            Announcer announcer,
            Heartbeats heartbeats,
            Gauges gauges,
            @All List<Routine> routines) {
        this.gauges = gauges;
        if (!consumer.topics().isEmpty()) {
            loops.add(Loop.platform("inbox-consumer", consumer::run));
        }
        loops.add(Loop.platform("inbox-worker", worker::run));
        loops.add(Loop.virtual("heartbeats", _ -> heartbeats.run()));
        loops.add(Loop.virtual("announcer", _ -> announcer.run()));
        loops.add(Loop.virtual("gauges", _ -> gauges.run()));
        loops.add(Loop.platform("outbox-relay", relay::run));
        routines.stream()
                .filter(Routine::isWanted)
                .forEach(routine -> loops.add(Loop.virtual(routine.name(), _ -> routine.round())));
    }

    void start(@Observes @Priority(AFTER_THE_APPLICATION) StartupEvent event) {
        // so that a started service is a ready one
        gauges.measure();
        loops.forEach(Loop::start);
    }

    void stop(@Observes ShutdownEvent event) {
        loops.forEach(Loop::stop);
        loops.forEach(loop -> loop.join(ENDS_WITHIN));
    }
}
