package org.theorder.lifeboat.repository.storage.azure;

import com.azure.storage.blob.models.BlobItem;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Of the versions of each blob, which follow each other in a listing, the first one by time. */
final class AzureVersions implements Iterator<BlobItem> {
    private final Iterator<BlobItem> items;
    private @Nullable BlobItem ahead;

    private AzureVersions(Iterator<BlobItem> items) {
        this.items = items;
        this.ahead = items.hasNext() ? items.next() : null;
    }

    static Stream<BlobItem> firstOfEach(Stream<BlobItem> items) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new AzureVersions(items.iterator()), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public BlobItem next() {
        BlobItem first = ahead;
        if (first == null) {
            throw new NoSuchElementException();
        }
        ahead = null;
        while (ahead == null && items.hasNext()) {
            BlobItem next = items.next();
            if (!next.getName().equals(first.getName())) {
                ahead = next;
            } else if (version(next).compareTo(version(first)) < 0) {
                first = next;
            }
        }
        return first;
    }

    private static String version(BlobItem item) {
        return item.getVersionId() == null ? "" : item.getVersionId();
    }
}
