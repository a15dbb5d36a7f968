package org.theorder.lifeboat.restore.verify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the rows of every table, so that every page is read through PostgreSQL's own eyes. A table above a limit is not
 * read; its rows are the planner's estimate, and the result says so.
 */
final class RowCounts {
    private static final String NAME = "row-counts";
    private static final int SHOWN = 8;

    // no foreign tables: their rows live elsewhere, and a copy must not go there
    private static final String TABLES = """
            select format('%I.%I', n.nspname, c.relname) as name, pg_table_size(c.oid) as bytes, c.reltuples::bigint as estimate
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'm') and c.relispopulated and c.relpersistence <> 't'
               and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
             order by bytes desc, name""";

    private final RestoredServer server;
    private final long exactLimit;

    RowCounts(RestoredServer server, long exactLimit) {
        this.server = server;
        this.exactLimit = exactLimit;
    }

    private record Table(String name, long bytes, long estimate) {}

    private record Counted(String name, long rows, boolean exact) {
        @Override
        public String toString() {
            return (exact ? "%s %,d" : "%s about %,d (not counted, too large)").formatted(name, rows);
        }
    }

    Finding check(List<String> databases) {
        List<String> found = new ArrayList<>();
        String at = "";
        try {
            for (String database : databases) {
                at = database;
                List<Counted> counted = server.in(database, this::count);
                if (!counted.isEmpty()) {
                    found.add(summary(database, counted));
                }
            }
            return new Finding.Passed(
                    NAME, found.isEmpty() ? "no tables besides the catalogues" : String.join("; ", found));
        } catch (SQLException e) {
            return new Finding.Failed(NAME, "reading the tables of database " + at + " failed: " + e.getMessage());
        }
    }

    private static String summary(String database, List<Counted> counted) {
        long rows = counted.stream().mapToLong(Counted::rows).sum();
        String tables = String.join(
                ", ", counted.stream().limit(SHOWN).map(Counted::toString).toList());
        return "%s: %,d rows in %,d tables (%s%s)"
                .formatted(database, rows, counted.size(), tables, counted.size() > SHOWN ? ", …" : "");
    }

    private List<Counted> count(RestoredServer.Session session) throws SQLException {
        List<Counted> counted = new ArrayList<>();
        for (Table table : tables(session)) {
            counted.add(
                    table.bytes() > exactLimit
                            ? new Counted(table.name(), Math.max(0, table.estimate()), false)
                            : new Counted(table.name(), exact(session, table), true));
        }
        return counted;
    }

    private static long exact(RestoredServer.Session session, Table table) throws SQLException {
        return Long.parseLong(
                session.value("select count(*) from only " + table.name()).orElse("0"));
    }

    private static List<Table> tables(RestoredServer.Session session) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                tables.add(new Table(rows.getString("name"), rows.getLong("bytes"), rows.getLong("estimate")));
            }
        }
        return tables;
    }
}
