package org.theorder.lifeboat.backup.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.replication.ClientCertificate;
import org.theorder.lifeboat.backup.replication.Password;
import org.theorder.lifeboat.backup.settings.SettingsDraft;
import org.theorder.lifeboat.backup.settings.SettingsJson;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The clusters that were declared by REST. */
@ApplicationScoped
class ClusterStore {
    private static final String COLUMNS =
            "name, host, port, role, password, password_file, database_name, ssl_mode, root_certificate,"
                    + " client_certificate, client_key, regions, settings";

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    ClusterStore(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    List<ClusterDraft> all() {
        return database.query("select " + COLUMNS + " from cluster order by name").stream()
                .map(ClusterStore::draft)
                .toList();
    }

    /** Changes whenever a row is added, changed or removed; cheap to ask for. */
    String version() {
        return database.query("select count(*) || '/' || coalesce(max(xmin::text::bigint), 0) as version from cluster")
                .getFirst()
                .string("version");
    }

    /** What is declared; nobody changes it before the transaction ends. */
    Optional<ClusterDraft> lock(Transaction tx, ClusterName name) {
        return tx.query("select " + COLUMNS + " from cluster where name = $1 for update", name.value()).stream()
                .findFirst()
                .map(ClusterStore::draft);
    }

    /**
     * @param settings as declared, without the defaults
     * @throws org.theorder.lifeboat.events.LifeboatException ALREADY_EXISTS
     */
    void add(Cluster cluster, SettingsDraft settings) {
        ClientCertificate client = cluster.server().clientCertificate();
        database.update(
                """
                insert into cluster (name, host, port, role, password, password_file, database_name, ssl_mode,
                                     root_certificate, client_certificate, client_key, regions, settings, created_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14)""",
                cluster.name().value(),
                cluster.server().host(),
                cluster.server().port(),
                cluster.server().user(),
                inline(cluster.server().password()),
                file(cluster.server().password()),
                cluster.database(),
                cluster.server().sslMode().wireName(),
                text(cluster.server().rootCertificate()),
                client == null ? null : text(client.certificate()),
                client == null ? null : text(client.key()),
                cluster.regions().stream().map(RegionName::value).toArray(String[]::new),
                SettingsJson.write(settings),
                clock.instant());
    }

    void update(Transaction tx, Cluster cluster, SettingsDraft settings) {
        ClientCertificate client = cluster.server().clientCertificate();
        tx.update(
                """
                update cluster
                   set host = $2, port = $3, role = $4, password = $5, password_file = $6, database_name = $7,
                       ssl_mode = $8, root_certificate = $9, client_certificate = $10, client_key = $11,
                       regions = $12, settings = $13::jsonb
                 where name = $1""",
                cluster.name().value(),
                cluster.server().host(),
                cluster.server().port(),
                cluster.server().user(),
                inline(cluster.server().password()),
                file(cluster.server().password()),
                cluster.database(),
                cluster.server().sslMode().wireName(),
                text(cluster.server().rootCertificate()),
                client == null ? null : text(client.certificate()),
                client == null ? null : text(client.key()),
                cluster.regions().stream().map(RegionName::value).toArray(String[]::new),
                SettingsJson.write(settings));
    }

    /**
     * It is declared no more, which everybody is told in the same transaction, once; and remembered until its slot is
     * dropped. Empty if it was not declared.
     */
    Optional<Stored> withdraw(ClusterName name) {
        return database.inTransaction(tx -> {
            Instant now = clock.instant();
            Optional<Stored> gone =
                    tx.query("""
                    with gone as (delete from cluster where name = $1 returning *),
                         kept as (insert into withdrawn_cluster (declared, withdrawn_at)
                                  select to_jsonb(gone), $2::timestamptz from gone
                                  returning id, declared, withdrawn_at),
                         slot as (delete from made_slot where cluster = $1)
                    select kept.id, kept.withdrawn_at, declared.*
                      from kept, jsonb_populate_record(null::cluster, kept.declared) declared""", name.value(), now).stream().findFirst().map(ClusterStore::stored);
            gone.ifPresent(
                    _ -> outbox.publish(tx, Topics.CLUSTER_REMOVED, name.value(), new ClusterRemoved(name, now)));
            return gone;
        });
    }

    /** A withdrawn cluster as it was declared. */
    record Stored(long id, ClusterDraft declared, Instant withdrawnAt) {}

    List<Stored> withdrawn() {
        return database.query("""
                select kept.id, kept.withdrawn_at, declared.*
                  from withdrawn_cluster kept, jsonb_populate_record(null::cluster, kept.declared) declared
                 order by kept.id""").stream().map(ClusterStore::stored).toList();
    }

    private static Stored stored(Row row) {
        return new Stored(row.longValue("id"), draft(row), row.instant("withdrawn_at"));
    }

    void forgetWithdrawn(long id) {
        database.update("delete from withdrawn_cluster where id = $1", id);
    }

    void forgetWithdrawn(Instant before) {
        database.update("delete from withdrawn_cluster where withdrawn_at < $1", before);
    }

    private static @Nullable String inline(Password password) {
        return password instanceof Password.Inline given ? given.value() : null;
    }

    private static @Nullable String text(@Nullable Path file) {
        return file == null ? null : file.toString();
    }

    private static @Nullable String file(Password password) {
        return password instanceof Password.InFile in ? in.file().toString() : null;
    }

    private static ClusterDraft draft(Row row) {
        return new ClusterDraft(
                row.string("name"),
                row.string("host"),
                row.intValue("port"),
                row.string("role"),
                row.stringOrNull("password"),
                row.stringOrNull("password_file"),
                row.string("database_name"),
                row.string("ssl_mode"),
                row.stringOrNull("root_certificate"),
                row.stringOrNull("client_certificate"),
                row.stringOrNull("client_key"),
                row.strings("regions"),
                SettingsJson.read(row.string("settings")),
                Cluster.Origin.REST);
    }
}
