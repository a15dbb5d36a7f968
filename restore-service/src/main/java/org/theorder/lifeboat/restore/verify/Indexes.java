package org.theorder.lifeboat.restore.verify;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.Check;

/** B-tree indexes by {@code amcheck}, in the databases that have the extension; none is created for it. */
final class Indexes {
    private static final String NAME = "amcheck";
    private static final String INDEXES = """
            select format('%I.bt_index_check(index => %s::regclass)', e.nspname, quote_literal(c.oid::regclass::text))
              from pg_class c
              join pg_index i on i.indexrelid = c.oid
              join pg_am a on a.oid = c.relam
             cross join (select n.nspname from pg_extension x join pg_namespace n on n.oid = x.extnamespace
                          where x.extname = 'amcheck') e
             where a.amname = 'btree' and c.relkind = 'i' and c.relpersistence = 'p' and i.indisready and i.indisvalid""";

    private final RestoredServer server;

    Indexes(RestoredServer server) {
        this.server = server;
    }

    /** Empty if no database has amcheck. */
    Optional<Check> check(List<String> databases) {
        long checked = 0;
        for (String database : databases) {
            try {
                checked += server.in(database, Indexes::checkAll);
            } catch (SQLException e) {
                return Optional.of(new Check(NAME, false, "database " + database + ": " + e.getMessage()));
            }
        }
        return checked == 0
                ? Optional.empty()
                : Optional.of(new Check(NAME, true, "%,d B-tree indexes are sound".formatted(checked)));
    }

    private static long checkAll(RestoredServer.Session session) throws SQLException {
        List<String> calls = session.column(INDEXES);
        for (String call : calls) {
            session.column("select " + call + "::text");
        }
        return calls.size();
    }
}
