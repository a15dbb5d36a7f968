package org.theorder.lifeboat.notifier.publish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.Pages;
import org.theorder.lifeboat.repository.storage.WebFiles;

/** The page as files. What did not change is left alone; what is no longer part of it is taken away. */
final class StaticFiles implements AutoCloseable {
    private static final String FRONT = "/";

    private final WebFiles files;
    private final Map<String, String> written = new HashMap<>();

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
        for (String path : List.copyOf(written.keySet())) {
            if (!documents.containsKey(path)) {
                stillOurs.run();
                files.remove(file(path));
                written.remove(path);
            }
        }
        return count;
    }

    /** The next call writes everything. */
    void forget() {
        written.clear();
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
