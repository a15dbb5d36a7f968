package org.theorder.lifeboat.notifier.promotion;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.StatusRenderer;
import org.theorder.lifeboat.notifier.status.Status;

/** Publishes {@link EpochDocument} with every edition, so that the other regions learn of a promotion without Kafka. */
@ApplicationScoped
class EpochRenderer implements StatusRenderer {
    private final Regions regions;

    EpochRenderer(Regions regions) {
        this.regions = regions;
    }

    @Override
    public Map<String, Document> documents(Status status) {
        if (status.standing() instanceof Standing.Unread) {
            // another region must not take this for the word of one that knows
            return Map.of();
        }
        EpochDocument epoch = new EpochDocument(status.standing().promotion(), regions.own(), status.at());
        return Map.of(EpochDocument.PATH, Document.of(Document.JSON, epoch.write()));
    }
}
