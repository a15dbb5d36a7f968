package org.theorder.lifeboat.local.demo;

import java.nio.file.Path;
import java.time.Clock;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.local.suite.Addresses;
import org.theorder.lifeboat.local.suite.Home;

/**
 * Everybody who has a part in the story once the suite is up.
 *
 * @param data the servers' data, of which the disaster takes a part
 * @param shopPort where the shop's database listens, before and after
 */
record Cast(
        Addresses addresses,
        Home.Data data,
        Path mailFolder,
        int shopPort,
        Rest rest,
        Events events,
        ShopDatabase shop,
        OrderWriter orders,
        StatusPage page,
        Mails mails,
        Narrator narrator,
        Timeline timeline,
        Interference interference,
        Clock clock)
        implements AutoCloseable {
    static final ClusterName CLUSTER = new ClusterName("shop");

    @Override
    public void close() {
        orders.close();
        events.close();
    }
}
