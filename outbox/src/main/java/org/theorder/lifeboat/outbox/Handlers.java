package org.theorder.lifeboat.outbox;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;

/** The {@link EventHandler} beans of the service: what it reads, and who handles it. */
@ApplicationScoped
class Handlers {
    private final Map<String, List<EventHandler<?>>> byType = new HashMap<>();

    Handlers(@All List<EventHandler<?>> handlers) {
        handlers.forEach(handler -> byType.computeIfAbsent(handler.topic().type(), type -> new ArrayList<>())
                .add(handler));
    }

    Set<String> topics() {
        return byType.values().stream()
                .map(handlers -> handlers.getFirst().topic().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean handles(String type) {
        return byType.containsKey(type);
    }

    /** @throws LifeboatException EVENT_INVALID if nobody handles this type or the data is not its record */
    void handle(Transaction tx, InboxEvent event, byte[] content) {
        List<EventHandler<?>> handlers = byType.get(event.type());
        if (handlers == null) {
            throw new LifeboatException(
                    ErrorCode.EVENT_INVALID,
                    event.type().isEmpty()
                            ? "the record is no CloudEvent"
                            : "this service handles no events of type " + event.type());
        }
        handlers.forEach(handler -> handle(tx, event, content, handler));
    }

    private static <E> void handle(Transaction tx, InboxEvent event, byte[] content, EventHandler<E> handler) {
        E data = EventJson.read(handler.topic(), content);
        handler.handle(tx, new Received<>(event.eventId(), event.source(), event.subject(), event.publishedAt(), data));
    }
}
