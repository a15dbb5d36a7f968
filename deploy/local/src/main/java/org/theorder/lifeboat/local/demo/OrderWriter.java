package org.theorder.lifeboat.local.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The shop's customers: one numbered order every half second, for as long as the demo runs. Remembers what the database
 * has acknowledged, so that a loss is exact; a number that was sent and not acknowledged is never used again.
 */
final class OrderWriter implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final String TIMEOUT_SECONDS = "3";

    private final ShopDatabase shop;
    private final Clock clock;
    private final List<Order> acknowledged = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("order-writer").unstarted(this::write);
    private long attempted;

    OrderWriter(ShopDatabase shop, Clock clock) {
        this.shop = shop;
        this.clock = clock;
    }

    OrderWriter start() {
        thread.start();
        return this;
    }

    /** All acknowledged orders so far, oldest first. */
    synchronized List<Order> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** The highest number that was sent, acknowledged or not. */
    synchronized long attempted() {
        return attempted;
    }

    /** The first order that was acknowledged after this moment; null if none was yet. */
    synchronized @Nullable Order firstAfter(Instant moment) {
        return acknowledged.stream()
                .filter(order -> order.placedAt().isAfter(moment))
                .findFirst()
                .orElse(null);
    }

    private void write() {
        while (!isClosed(Duration.ZERO)) {
            try (Connection connection = connect();
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO orders (number, placed_at, product, quantity) VALUES (?, ?, ?, ?)")) {
                while (!isClosed(PERIOD)) {
                    place(insert);
                }
            } catch (SQLException e) {
                // the customers of a dead shop try again; how long they had to is what the demo measures
                isClosed(PERIOD.dividedBy(2));
            }
        }
    }

    private void place(PreparedStatement insert) throws SQLException {
        long number = nextNumber();
        Instant placedAt = clock.instant();
        insert.setLong(1, number);
        insert.setObject(2, placedAt.atOffset(ZoneOffset.UTC));
        insert.setLong(3, number % ShopDatabase.SMALLEST_CATALOGUE + 1);
        insert.setInt(4, (int) (number % 5) + 1);
        insert.executeUpdate();
        synchronized (this) {
            acknowledged.add(new Order(number, placedAt));
        }
    }

    private synchronized long nextNumber() {
        return ++attempted;
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", ShopDatabase.USER);
        properties.setProperty("password", shop.password());
        properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
        properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
        return DriverManager.getConnection(shop.address(), properties);
    }

    private boolean isClosed(Duration wait) {
        try {
            return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
