package org.theorder.lifeboat.notifier.promotion;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.PagePromoted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** A region was promoted, perhaps this one: by an operator there, or by a recovery plan. */
@ApplicationScoped
class PagePromotedHandler implements EventHandler<PagePromoted> {
    private final Promotions promotions;

    PagePromotedHandler(Promotions promotions) {
        this.promotions = promotions;
    }

    @Override
    public Topic<PagePromoted> topic() {
        return Topics.PAGE_PROMOTED;
    }

    @Override
    public void handle(Transaction tx, Received<PagePromoted> event) {
        PagePromoted promoted = event.data();
        if (promoted.epoch() < 2) {
            throw new LifeboatException(
                    ErrorCode.EVENT_INVALID, "the epoch of a promotion is 2 or more, not " + promoted.epoch());
        }
        promotions.record(
                tx,
                new Promotion(
                        promoted.epoch(), promoted.region(), promoted.at(), ForeignText.line(promoted.reason(), 200)));
    }
}
