package org.theorder.lifeboat.trials;

import java.nio.file.Path;
import java.util.List;

/** Random things that people and applications do to a database. */
final class Writes {
    private static final int TABLES = 5;

    private final Chance chance;
    private final Path tablespaces;
    private int made;

    Writes(Chance chance, Path tablespaces) {
        this.chance = chance;
        this.tablespaces = tablespaces;
    }

    /** Tables to begin with, an in-place tablespace and one elsewhere. */
    void begin(Source source) {
        source.execute(
                "postgres", List.of("SET allow_in_place_tablespaces = on", "CREATE TABLESPACE inside LOCATION ''"));
        source.execute("postgres", List.of("CREATE TABLESPACE outside LOCATION '" + tablespaces + "'"));
        source.execute("model", List.of("CREATE EXTENSION amcheck"));
        for (int table = 0; table < TABLES; table++) {
            source.execute("model", List.of(create("t" + table), insert("t" + table, 500)));
        }
        source.execute(
                "model", List.of("ALTER TABLE t1 SET TABLESPACE inside", "ALTER TABLE t2 SET TABLESPACE outside"));
    }

    /** One of them. Returns what it was. */
    String act(Source source) {
        String table = "t" + chance.below(TABLES);
        int number = chance.below(1000);
        if (chance.below(8) == 0) {
            return reload(source, table);
        }
        String sql = switch (chance.below(19)) {
            case 0, 1, 2 -> insert(table, 1 + chance.below(3000));
            case 3, 4 -> "UPDATE " + table + " SET a = a + 1 WHERE id % 7 = " + number % 7;
            case 5 -> "UPDATE " + table + " SET b = b || 'x' WHERE id % 97 = " + number % 97;
            case 6 -> "DELETE FROM " + table + " WHERE id % 5 = " + number % 5;
            case 7 -> "DELETE FROM " + table + " WHERE id > (SELECT max(id) / 2 FROM " + table + ")";
            case 8, 9 -> "VACUUM " + table;
            case 10 -> "VACUUM (FULL) " + table;
            case 11 -> "VACUUM (FREEZE) " + table;
            case 12 -> "TRUNCATE " + table;
            case 13 -> "ALTER TABLE " + table + " ADD COLUMN c" + made++ + " int DEFAULT " + number;
            case 14 -> "CREATE INDEX ON " + table + " (a, id)";
            case 15 ->
                "ALTER TABLE " + table + " SET TABLESPACE " + chance.oneOf(List.of("inside", "outside", "pg_default"));
            case 16 -> "CHECKPOINT";
            case 17 -> "SELECT pg_switch_wal()";
            default -> "CREATE DATABASE copy" + made++ + " STRATEGY " + chance.oneOf(List.of("wal_log", "file_copy"));
        };
        source.execute("model", List.of(sql));
        if (chance.below(12) == 0) {
            source.execute("model", List.of("DROP TABLE " + table, create(table)));
        }
        return sql;
    }

    /** Vacuum cuts the file, and the load makes it longer again than it needs, without WAL. */
    private String reload(Source source, String table) {
        source.execute(
                "model", List.of("DELETE FROM " + table + " WHERE id > (SELECT max(id) / 2 FROM " + table + ")"));
        source.execute("model", List.of("VACUUM " + table));
        source.copyInto(table, 1 + chance.below(2000));
        return "reload of " + table;
    }

    private static String create(String table) {
        return "CREATE TABLE " + table + " (id bigserial PRIMARY KEY, a int, b text, j jsonb) WITH (fillfactor = 80)";
    }

    private static String insert(String table, int rows) {
        return "INSERT INTO " + table + " (a, b, j) SELECT g, repeat(md5(random()::text), 1 + g % 200),"
                + " jsonb_build_object('g', g, 'r', random()) FROM generate_series(1, " + rows + ") g";
    }
}
