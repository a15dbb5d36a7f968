package org.theorder.lifeboat.restore.verify;

import java.sql.SQLException;
import java.util.List;

/**
 * B-tree indexes and tables by {@code amcheck} (as {@code pg_amcheck} calls it), in the databases that have the extension;
 * none is created for it.
 */
final class Structures {
    private static final String NAME = "amcheck";
    private static final String SCHEMA = """
            select quote_ident(n.nspname) from pg_extension x join pg_namespace n on n.oid = x.extnamespace
             where x.extname = 'amcheck'""";
    private static final String INDEXES = """
            select quote_literal(c.oid::regclass::text)
              from pg_class c
              join pg_index i on i.indexrelid = c.oid
              join pg_am a on a.oid = c.relam
             where a.amname = 'btree' and c.relkind = 'i' and c.relpersistence = 'p' and i.indisready and i.indisvalid""";
    private static final String TABLES = """
            select quote_literal(c.oid::regclass::text)
              from pg_class c join pg_am a on a.oid = c.relam
             where a.amname = 'heap' and c.relkind in ('r', 'm', 't') and c.relpersistence = 'p'""";

    private final RestoredServer server;

    Structures(RestoredServer server) {
        this.server = server;
    }

    private record Counted(long indexes, long tables) {
        Counted plus(Counted more) {
            return new Counted(indexes + more.indexes, tables + more.tables);
        }
    }

    Finding check(List<String> databases) {
        Counted counted = new Counted(0, 0);
        for (String database : databases) {
            try {
                counted = counted.plus(server.in(database, Structures::checkAll));
            } catch (SQLException e) {
                return new Finding.Failed(NAME, "database " + database + ": " + e.getMessage());
            }
        }
        return counted.equals(new Counted(0, 0))
                ? new Finding.NotProven(NAME, "no database of the source has the extension amcheck")
                : new Finding.Passed(
                        NAME,
                        "%,d B-tree indexes and %,d tables are sound".formatted(counted.indexes(), counted.tables()));
    }

    private static Counted checkAll(RestoredServer.Session session) throws SQLException {
        List<String> schema = session.column(SCHEMA);
        if (schema.isEmpty()) {
            return new Counted(0, 0);
        }
        List<String> indexes = session.column(INDEXES);
        for (String index : indexes) {
            session.column("select " + schema.getFirst() + ".bt_index_check(" + index + "::regclass)::text");
        }
        List<String> tables = session.column(TABLES);
        for (String table : tables) {
            List<String> damage = session.column(firstDamage(table, schema.getFirst()));
            if (!damage.isEmpty()) {
                throw new SQLException(damage.getFirst());
            }
        }
        return new Counted(indexes.size(), tables.size());
    }

    /** One row for what is wrong first, or none (PostgreSQL documentation, "amcheck", verify_heapam). */
    private static String firstDamage(String table, String schema) {
        return """
                select format('%%s block %%s offset %%s: %%s', %1$s, blkno, offnum, msg)
                  from %2$s.verify_heapam(%1$s::regclass) limit 1""".formatted(table, schema);
    }
}
