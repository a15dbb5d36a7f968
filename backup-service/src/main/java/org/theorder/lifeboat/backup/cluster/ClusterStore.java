package org.theorder.lifeboat.backup.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.replication.Password;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;

/** The clusters that were declared by REST. */
@ApplicationScoped
class ClusterStore {
    private final Database database;
    private final Clock clock;

    ClusterStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    List<ClusterDraft> all() {
        return database.query("""
                select name, host, port, role, password, password_file, database_name, ssl_mode, root_certificate, regions
                  from cluster order by name""").stream().map(ClusterStore::draft).toList();
    }

    /** @throws org.theorder.lifeboat.events.LifeboatException ALREADY_EXISTS */
    void add(Cluster cluster) {
        Path root = cluster.server().rootCertificate();
        database.update(
                """
                insert into cluster (name, host, port, role, password, password_file, database_name, ssl_mode,
                                     root_certificate, regions, created_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
                cluster.name().value(),
                cluster.server().host(),
                cluster.server().port(),
                cluster.server().user(),
                inline(cluster.server().password()),
                file(cluster.server().password()),
                cluster.database(),
                cluster.server().sslMode().wireName(),
                root == null ? null : root.toString(),
                cluster.regions().stream().map(RegionName::value).toArray(String[]::new),
                clock.instant());
    }

    boolean remove(ClusterName name) {
        return database.update("delete from cluster where name = $1", name.value()) > 0;
    }

    private static @Nullable String inline(Password password) {
        return password instanceof Password.Inline given ? given.value() : null;
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
                row.strings("regions"),
                Cluster.Origin.REST);
    }
}
