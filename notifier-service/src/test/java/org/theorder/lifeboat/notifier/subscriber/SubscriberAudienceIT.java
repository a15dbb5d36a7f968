package org.theorder.lifeboat.notifier.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Which incidents subscribers are told of, on a real database. Each test ends with a rollback. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class SubscriberAudienceIT {
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

    @Inject
    Database database;

    @Inject
    SubscriberAudience audience;

    @Test
    void whatNobodyFeelsIsNotTold() {
        rolledBack(tx -> {
            tell(tx, Impact.NONE, IncidentStatus.INVESTIGATING, Telling.Kind.OPENED, "opened");
            tell(tx, Impact.NONE, IncidentStatus.RESOLVED, Telling.Kind.RESOLVED, "resolved-2");

            assertThat(told(tx)).isEmpty();
        });
    }

    @Test
    void whatIsFeltLaterIsToldFromThenOnToItsEnd() {
        rolledBack(tx -> {
            tell(tx, Impact.NONE, IncidentStatus.INVESTIGATING, Telling.Kind.OPENED, "opened");
            tell(tx, Impact.MAJOR, IncidentStatus.IDENTIFIED, Telling.Kind.UPDATED, "updated-2");
            tell(tx, Impact.NONE, IncidentStatus.RESOLVED, Telling.Kind.RESOLVED, "resolved-3");

            assertThat(told(tx)).containsExactly("updated-2", "resolved-3");
        });
    }

    private void tell(Transaction tx, Impact impact, IncidentStatus status, Telling.Kind kind, String cause) {
        RecordedIncident incident = Scenes.incident(
                "storage-used-shop-1",
                1,
                impact,
                status,
                "shop",
                "A disk is filling up",
                NOW,
                status == IncidentStatus.RESOLVED ? NOW : null,
                List.of());
        audience.tell(tx, incident, new Telling(kind, cause), "A disk is filling up");
    }

    private static List<String> told(Transaction tx) {
        return tx.query("select cause from bulletin order by id").stream()
                .map(row -> row.string("cause"))
                .toList();
    }

    private void rolledBack(Consumer<Transaction> test) {
        class Rollback extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    tx.update("delete from delivery");
                    tx.update("delete from bulletin");
                    tx.update("delete from subscriber");
                    SubscriberStore.put(
                            tx,
                            new Wish(Address.parse("reader@example.org"), List.of(), ReaderZone.UTC.zone()),
                            null,
                            NOW);
                    test.accept(tx);
                    throw new Rollback();
                }))
                .isInstanceOf(Rollback.class);
    }
}
