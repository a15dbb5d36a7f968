package org.theorder.lifeboat.notifier.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.wording.ReaderZone;

class AddressingTest {
    private static final Addressing.Addressed READER = new Addressing.Addressed(
            new Subscriber(
                    7,
                    "7",
                    new Wish(Address.parse("reader@example.org"), List.of(), ReaderZone.UTC.zone()),
                    null,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    null),
            Placeholder.UNSUBSCRIBE,
            "https://status.the-order.org/unsubscribe/x",
            new Words("text", "html"));

    @Test
    void anAnswerThatRepeatsTheAddressIsKeptWithoutIt() {
        assertThat(READER.withoutAddress(new SendOutcome.Refused("550 5.1.1 <Reader@example.org>: no such user", true)))
                .isEqualTo(new SendOutcome.Refused("550 5.1.1 <r…@example.org>: no such user", true));
        assertThat(READER.withoutAddress(new SendOutcome.Accepted("250 2.1.5 reader@example.org ok")))
                .isEqualTo(new SendOutcome.Accepted("250 2.1.5 r…@example.org ok"));
    }
}
