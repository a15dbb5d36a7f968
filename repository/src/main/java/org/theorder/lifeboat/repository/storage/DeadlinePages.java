package org.theorder.lifeboat.repository.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A listing that is fetched page by page, each with a deadline; the first page is small, because many ask only for it. */
final class DeadlinePages<T> implements Iterator<T> {
    private static final int FIRST = 16;
    private static final int FURTHER = 1_000;

    /** The listing behind, touched only by the threads of {@link StoreCalls}, one after another. */
    private record Cursor<T>(Stream<T> stream, Iterator<T> objects) {
        static <T> Cursor<T> of(Stream<T> stream) {
            return new Cursor<>(stream, stream.iterator());
        }

        /** Up to so many; fewer only at the end, which closes the listing. */
        Page<T> page(int most) {
            Deque<T> elements = new ArrayDeque<>();
            while (elements.size() < most && objects.hasNext()) {
                elements.add(objects.next());
            }
            boolean more = elements.size() == most;
            if (!more) {
                stream.close();
            }
            return new Page<>(this, elements, more);
        }
    }

    private record Page<T>(Cursor<T> cursor, Deque<T> elements, boolean more) {
        void close() {
            cursor.stream().close();
        }
    }

    private final String what;
    private final StoreCalls calls;
    private Page<T> page;

    private DeadlinePages(String what, StoreCalls calls, Page<T> first) {
        this.what = what;
        this.calls = calls;
        this.page = first;
    }

    static <T> Stream<T> stream(String what, StoreCalls calls, Supplier<Stream<T>> listing) {
        Page<T> first = page(what, calls, () -> Cursor.of(listing.get()).page(FIRST));
        DeadlinePages<T> pages = new DeadlinePages<>(what, calls, first);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(pages::close);
    }

    private static <T> Page<T> page(String what, StoreCalls calls, Supplier<Page<T>> fetching) {
        return calls.questions().call(what, calls.deadlines().answer(), fetching, Page::close);
    }

    @Override
    public boolean hasNext() {
        if (page.elements().isEmpty() && page.more()) {
            Cursor<T> cursor = page.cursor();
            page = page(what, calls, () -> cursor.page(FURTHER));
        }
        return !page.elements().isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(what);
        }
        return page.elements().remove();
    }

    private void close() {
        if (page.more()) {
            // nobody waits for an end that brings nothing
            Thread.ofVirtual().start(page::close);
        }
    }
}
