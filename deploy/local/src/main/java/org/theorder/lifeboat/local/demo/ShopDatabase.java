package org.theorder.lifeboat.local.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The shop's database as the shop sees it: a catalogue of products, vouchers, and orders.
 *
 * @param address JDBC address, without a login
 */
record ShopDatabase(String address, String password) {
    static final String USER = "shop";
    static final long SMALLEST_CATALOGUE = 1_000;
    private static final int BYTES_PER_PRODUCT = 1_300;

    /** What must be the same after a restore. */
    record Content(long rows, long checksum) {}

    /**
     * A mistake, by the server's clock.
     *
     * @param content of the table until then
     * @param before the last moment at which the table was there
     * @param after the table was gone
     */
    record Dropped(Content content, Instant before, Instant after) {}

    /**
     * What was loaded.
     *
     * @param bytes size of the database
     */
    record Loaded(long bytes, Content content) {}

    /**
     * Makes the tables and fills the catalogue with text that compresses about as well as text does. Reads all of it
     * once: the first reader of a row marks it as committed, and with page checksums that is WAL (PostgreSQL
     * documentation, {@code wal_log_hints}), as much as the data itself if it came after a checkpoint.
     * Autovacuum, which marks every page once more, stays away: an incremental backup is to have what the shop changed.
     */
    Loaded load(long mebibytes) {
        long products = Math.max(SMALLEST_CATALOGUE, mebibytes * (1L << 20) / BYTES_PER_PRODUCT);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE TABLE product (id bigint PRIMARY KEY, name text, price numeric, description text)"
                    + " WITH (autovacuum_enabled = off)");
            statement.execute("""
                    CREATE TABLE orders (number bigint PRIMARY KEY, placed_at timestamptz NOT NULL,
                                         product bigint NOT NULL REFERENCES product, quantity int NOT NULL)""");
            statement.execute("""
                    INSERT INTO product
                    SELECT id, 'Product ' || id, (id %% 9973) / 100.0,
                           (SELECT string_agg(md5((id * 31 + part)::text), ' ') FROM generate_series(1, 22) part)
                           || repeat(' Ships within two days, returns are free for a month.', 8)
                    FROM generate_series(1, %d) id""".formatted(products));
            statement.execute("""
                    CREATE TABLE voucher AS
                    SELECT number, md5(number::text) AS code, number % 50 + 10 AS worth
                    FROM generate_series(1, 500) number""");
            connection.commit();
            return new Loaded(number(statement, "SELECT pg_database_size(current_database())"), content());
        } catch (SQLException e) {
            throw failed("be filled", e);
        }
    }

    /** Of the catalogue. */
    Content content() {
        return content("product");
    }

    Content vouchers() {
        return content("voucher");
    }

    private Content content(String table) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return content(statement, table);
        } catch (SQLException e) {
            throw failed("be read", e);
        }
    }

    private static Content content(Statement statement, String table) throws SQLException {
        try (ResultSet result = statement.executeQuery(
                "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::numeric % 1000000007 FROM " + table
                        + " t")) {
            result.next();
            return new Content(result.getLong(1), result.getLong(2));
        }
    }

    /** Sells one more voucher, and then somebody drops the table. */
    Dropped dropVouchers() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO voucher VALUES (501, 'sold at the last moment', 100)");
            Content content = content(statement, "voucher");
            Instant before = now(statement);
            statement.execute("DROP TABLE voucher");
            return new Dropped(content, before, now(statement));
        } catch (SQLException e) {
            throw failed("lose its vouchers", e);
        }
    }

    private static Instant now(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT clock_timestamp()")) {
            result.next();
            return result.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    /** The numbers of all orders up to this one. */
    Set<Long> orders(long highest) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT number FROM orders WHERE number <= " + highest)) {
            Set<Long> numbers = new HashSet<>();
            while (result.next()) {
                numbers.add(result.getLong(1));
            }
            return numbers;
        } catch (SQLException e) {
            throw failed("be read", e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(address, USER, password);
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static LifeboatException failed(String what, SQLException e) {
        return new LifeboatException(
                ErrorCode.SERVER_UNREACHABLE, "the shop's database could not " + what + ": " + e.getMessage(), e);
    }
}
