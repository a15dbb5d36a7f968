package org.theorder.lifeboat.notifier.publish;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.Pages;
import org.theorder.lifeboat.repository.storage.WebFiles;

/**
 * The page as files. What did not change is left alone; what is no longer part of it is taken away, also what a process
 * before this one wrote: {@value #MANIFEST} beside the page names every file, before it is there.
 */
final class StaticFiles implements AutoCloseable {
    static final String MANIFEST = "published-files.txt";

    private static final String FRONT = "/";

    private final WebFiles files;
    private final Map<String, String> written = new HashMap<>();

    // what the manifest names; null before it was read
    private @Nullable SortedSet<String> named;

    StaticFiles(WebFiles files) {
        this.files = files;
    }

    /**
     * Writes what changed since the last time. The front page comes last, so that what it leads to is there before it; what
     * it no longer leads to goes after it.
     *
     * @param documents by path, as the service answers them
     * @param stillOurs asked before each file; throws if somebody else publishes by now
     * @return how many files were written
     * @throws LifeboatException at the first that cannot be; those before it are there, and the next call goes on
     */
    int write(Map<String, Document> documents, Runnable stillOurs) {
        SortedSet<String> wanted = new TreeSet<>();
        documents.keySet().forEach(path -> wanted.add(file(path)));
        SortedSet<String> known = named();
        if (!known.containsAll(wanted)) {
            SortedSet<String> both = new TreeSet<>(known);
            both.addAll(wanted);
            name(both, stillOurs);
        }
        int count = writeChanged(documents, stillOurs);
        SortedSet<String> gone = new TreeSet<>(named());
        gone.removeAll(wanted);
        for (String file : gone) {
            stillOurs.run();
            files.remove(file);
        }
        if (!gone.isEmpty()) {
            name(wanted, stillOurs);
        }
        written.keySet().retainAll(documents.keySet());
        return count;
    }

    private int writeChanged(Map<String, Document> documents, Runnable stillOurs) {
        List<String> paths = new ArrayList<>(documents.keySet());
        paths.sort(Comparator.comparing((String path) -> path.equals(FRONT)).thenComparing(Comparator.naturalOrder()));
        int count = 0;
        for (String path : paths) {
            Document document = documents.get(path);
            if (document != null && !document.entityTag().equals(written.get(path))) {
                stillOurs.run();
                files.put(file(path), document.content(), document.contentType(), Pages.CACHE);
                written.put(path, document.entityTag());
                count++;
            }
        }
        return count;
    }

    private SortedSet<String> named() {
        SortedSet<String> known = named;
        if (known == null) {
            known = new TreeSet<>(files.get(MANIFEST)
                    .map(content ->
                            new String(content, StandardCharsets.UTF_8).lines().toList())
                    .orElse(List.of()));
            named = known;
        }
        return known;
    }

    private void name(SortedSet<String> all, Runnable stillOurs) {
        stillOurs.run();
        byte[] lines = String.join("\n", all).getBytes(StandardCharsets.UTF_8);
        files.put(MANIFEST, lines, Document.TEXT, Pages.CACHE);
        named = all;
    }

    /** Somebody else may have written: the next call asks what is there, and writes everything. */
    void forget() {
        written.clear();
        named = null;
    }

    @Override
    public void close() {
        files.close();
    }

    /** Where a web server looks for it: {@code /history} is {@code history/index.html}, {@code /feed.json} itself. */
    private static String file(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return path.substring(1) + (name.isEmpty() ? "index.html" : name.contains(".") ? "" : "/index.html");
    }
}
