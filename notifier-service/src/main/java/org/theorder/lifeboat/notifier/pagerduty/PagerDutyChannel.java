package org.theorder.lifeboat.notifier.pagerduty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.delivery.Channel;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.RateLimit;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.http.Destination;
import org.theorder.lifeboat.notifier.http.HttpSender;

/** PagerDuty: 202 is accepted, 400 is never tried again, everything else is. */
@ApplicationScoped
class PagerDutyChannel implements Channel {
    static final String NAME = "pagerduty";

    /** What the ledger calls the recipient: the routing key is a secret. */
    static final String ON_CALL = "on-call";

    /** Those who are woken when nobody has acknowledged in time. */
    static final String ESCALATION = "escalation";

    private static final int BAD_REQUEST = 400;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpSender sender;
    private final Destination destination;
    private final @Nullable Path routingKey;
    private final @Nullable Path escalationKey;
    private final RateLimit rateLimit;

    PagerDutyChannel(PagerDutySettings settings, HttpSender sender) {
        this.sender = sender;
        // who runs the notifier chose it, so it may be a proxy inside
        this.destination = new Destination(settings.url().resolve("/v2/enqueue"), true);
        this.routingKey = settings.routingKeyFile().orElse(null);
        this.escalationKey = settings.escalationKeyFile().orElse(null);
        this.rateLimit = RateLimit.perMinute(NAME, settings.mostPerMinute());
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Per key, and there may be two: counted together, so that neither has more. */
    @Override
    public Optional<RateLimit> rateLimit() {
        return Optional.of(rateLimit);
    }

    @Override
    public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
        boolean escalated = delivery.recipient().equals(ESCALATION);
        Path key = escalated ? escalationKey : routingKey;
        if (key == null) {
            return SendOutcome.later("lifeboat.notifier.pagerduty." + (escalated ? "escalation" : "routing")
                    + "-key-file is not set any more");
        }
        try {
            ObjectNode event = (ObjectNode) JSON.readTree(delivery.message().text());
            event.put("routing_key", Files.readString(key).strip());
            return sender.post(
                    destination, JSON.writeValueAsString(event), Map.of(), status -> status == BAD_REQUEST, stillOurs);
        } catch (JsonProcessingException e) {
            return new SendOutcome.Refused("what was to be sent is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            return SendOutcome.later("the routing key cannot be read from " + key);
        }
    }
}
