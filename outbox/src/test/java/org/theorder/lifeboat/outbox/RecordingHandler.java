package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupRequested;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;

/** Keeps what it handled, in a table and in memory, and fails on demand after it wrote. */
@ApplicationScoped
class RecordingHandler implements EventHandler<BackupRequested> {
    private final Database database;
    private final Map<String, Supplier<@Nullable RuntimeException>> failures = new ConcurrentHashMap<>();
    private final List<String> attempts = new CopyOnWriteArrayList<>();

    RecordingHandler(Database database) {
        this.database = database;
    }

    @Override
    public Topic<BackupRequested> topic() {
        return Topics.BACKUP_REQUESTED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupRequested> event) {
        String name = event.data().requestedBy();
        attempts.add(name);
        tx.update("insert into handled (subject, name) values ($1, $2)", event.subject(), name);
        RuntimeException failure = failures.getOrDefault(name, () -> null).get();
        if (failure != null) {
            throw failure;
        }
    }

    /** The event of this name fails as long as the supplier gives an exception. */
    void failing(String name, Supplier<@Nullable RuntimeException> failure) {
        failures.put(name, failure);
    }

    void repaired(String name) {
        failures.remove(name);
    }

    long attempts(String name) {
        return attempts.stream().filter(name::equals).count();
    }

    /** Names of the events about this subject whose transaction was committed, in order. */
    List<String> handled(String subject) {
        return database.query("select name from handled where subject = $1 order by id", subject).stream()
                .map(row -> row.string("name"))
                .toList();
    }
}
