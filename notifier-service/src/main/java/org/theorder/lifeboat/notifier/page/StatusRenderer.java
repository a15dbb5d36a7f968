package org.theorder.lifeboat.notifier.page;

import java.util.Map;
import org.theorder.lifeboat.notifier.status.Status;

/** Shows a status in another form than the page. */
public interface StatusRenderer {
    /** Documents by path. */
    Map<String, Document> documents(Status status);
}
