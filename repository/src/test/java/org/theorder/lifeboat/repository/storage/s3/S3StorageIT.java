package org.theorder.lifeboat.repository.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageContract;
import org.theorder.lifeboat.repository.storage.Storages;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import org.theorder.lifeboat.servers.test.S3Server;
import org.theorder.lifeboat.servers.test.TcpProxy;

/** The contract on a real gateway, in a bucket without versions. Correctness line 16. */
class S3StorageIT extends StorageContract {
    private static final RegionName REGION = new RegionName("dr");

    @TempDir
    Path directory;

    private TcpProxy way;

    protected String bucket() {
        return S3Buckets.plain();
    }

    protected String parameters() {
        return "";
    }

    @Override
    protected Storage emptyRegion() {
        URI server = S3Server.running().endpoint();
        way = TcpProxy.to(server.getHost(), server.getPort());
        return Storages.initialize(
                S3Buckets.location(bucket(), URI.create("http://127.0.0.1:" + way.port()), parameters()),
                REGION,
                S3Buckets.access(directory).withTimes(Duration.ofSeconds(5), Duration.ofSeconds(10)),
                Backups.CLOCK);
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

    @Test
    void initializedRegionKnowsItsName() {
        assertThat(storage().region()).isEqualTo(REGION);
    }
}
