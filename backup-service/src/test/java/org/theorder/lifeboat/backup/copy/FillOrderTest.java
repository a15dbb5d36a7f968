package org.theorder.lifeboat.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Correctness line 17: what a region missed is copied there, and no cluster's WAL waits for another one's backups. */
class FillOrderTest {
    private final List<String> done = new ArrayList<>();

    private FillOrder.Lacking cluster(String name, int backups) {
        return new FillOrder.Lacking() {
            @Override
            public void fillWal() {
                done.add("WAL of " + name);
            }

            @Override
            public void copyBackups(Runnable between) {
                for (int number = 1; number <= backups; number++) {
                    done.add(name + " " + number);
                    between.run();
                }
            }
        };
    }

    @Test
    void walOfEveryClusterComesBeforeEachBackup() {
        FillOrder.fill(List.of(cluster("orders", 2), cluster("stock", 1)));

        assertThat(done)
                .containsExactly(
                        "WAL of orders",
                        "WAL of stock",
                        "orders 1",
                        "WAL of orders",
                        "WAL of stock",
                        "orders 2",
                        "WAL of orders",
                        "WAL of stock",
                        "stock 1",
                        "WAL of orders",
                        "WAL of stock");
    }
}
