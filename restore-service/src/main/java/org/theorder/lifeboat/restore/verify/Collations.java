package org.theorder.lifeboat.restore.verify;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the versions of the collations that indexes were built with to those that this machine sorts by: where they
 * differ, an index over text may miss rows.
 */
final class Collations {
    private static final String NAME = "collations";
    private static final String DIFFERENT = """
            select 'database default ' || datcollversion || ' is here ' || pg_database_collation_actual_version(oid)
              from pg_database
             where datname = current_database() and datcollversion is distinct from pg_database_collation_actual_version(oid)
            union all
            select quote_ident(collname) || ' ' || collversion || ' is here ' || pg_collation_actual_version(c.oid)
              from pg_collation c
             where collversion is distinct from pg_collation_actual_version(c.oid) and collversion is not null
               and exists (select from pg_depend d where d.refclassid = 'pg_collation'::regclass and d.refobjid = c.oid)""";

    private final RestoredServer server;
    private final boolean changeAccepted;

    Collations(RestoredServer server, boolean changeAccepted) {
        this.server = server;
        this.changeAccepted = changeAccepted;
    }

    Finding check(List<String> databases) {
        List<String> different = new ArrayList<>();
        for (String database : databases) {
            try {
                server.in(database, session -> session.column(DIFFERENT))
                        .forEach(each -> different.add(database + ": " + each));
            } catch (SQLException e) {
                return new Finding.Failed(NAME, "database " + database + ": " + e.getMessage());
            }
        }
        if (different.isEmpty()) {
            return new Finding.Passed(NAME, "sort as they did in the source");
        }
        return Finding.of(
                NAME,
                changeAccepted,
                String.join("; ", different)
                        + (changeAccepted
                                ? "; accepted by configuration: REINDEX what sorts text before it is relied on"
                                : "; restore on a machine like the source, or set"
                                        + " lifeboat.restore.accept-collation-change=true and REINDEX afterwards"));
    }
}
