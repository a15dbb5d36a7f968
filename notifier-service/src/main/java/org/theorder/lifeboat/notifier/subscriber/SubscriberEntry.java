package org.theorder.lifeboat.notifier.subscriber;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A subscriber, as operators see them. */
@Schema(name = "Subscriber")
public record SubscriberEntry(
        long id,

        @Schema(
                description = "as the ledger names it; the same in every region that shares its subscribers",
                examples = "s5feceb66ffc86f38d952786c6d696c79")
        String recipient,

        @Schema(
                description = "how they are reached",
                enumeration = {"MAIL", "WEBHOOK"})
        String way,

        @Schema(description = "masked, unless the caller is an operator", examples = "a…@example.org")
        String address,

        @Schema(description = "which components; empty for all")
        List<String> components,

        @Schema(examples = "Europe/Stockholm") String timeZone,
        @Nullable Instant confirmedAt,

        @Nullable @Schema(description = "why nothing is sent any more; null while it is")
        String disabled) {
    static SubscriberEntry of(Subscriber subscriber, boolean masked) {
        Wish wish = subscriber.wish();
        return new SubscriberEntry(
                subscriber.id(),
                subscriber.recipient(),
                wish.address().way().name(),
                masked ? wish.address().masked() : wish.address().text(),
                wish.components(),
                wish.timeZone().getId(),
                subscriber.confirmedAt(),
                subscriber.disabled());
    }
}
