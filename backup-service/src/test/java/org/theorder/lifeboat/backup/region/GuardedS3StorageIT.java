package org.theorder.lifeboat.backup.region;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.DeadlineStorage;
import org.theorder.lifeboat.repository.storage.Deadlines;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageContract;
import org.theorder.lifeboat.repository.storage.Storages;
import org.theorder.lifeboat.repository.storage.StoreCalls;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import org.theorder.lifeboat.servers.test.S3Server;
import org.theorder.lifeboat.servers.test.TcpProxy;

/** Correctness line 16: a real store as the service uses it, behind deadlines and meters, keeps the contract. */
class GuardedS3StorageIT extends StorageContract {
    private static final RegionName REGION = new RegionName("dr");

    @TempDir
    Path directory;

    private TcpProxy way;

    @Override
    protected Storage emptyRegion() {
        URI server = S3Server.running().endpoint();
        way = TcpProxy.to(server.getHost(), server.getPort());
        Storage store = Storages.initialize(
                S3Buckets.location(
                        S3Buckets.lockable(), URI.create("http://127.0.0.1:" + way.port()), "&lock=governance"),
                REGION,
                S3Buckets.access(directory).withTimes(Duration.ofSeconds(5), Duration.ofSeconds(10)),
                Clock.systemUTC());
        return new MeteredStorage(
                new DeadlineStorage(store, new StoreCalls(REGION, Deadlines.DEFAULT)), new SimpleMeterRegistry());
    }

    @Override
    protected void makeUnreachable() {
        way.cut();
    }

    @AfterEach
    void end() {
        storage().close();
        way.close();
    }
}
