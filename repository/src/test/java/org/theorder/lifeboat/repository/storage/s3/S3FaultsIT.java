package org.theorder.lifeboat.repository.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ObjectStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.Storages;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.S3Buckets;
import org.theorder.lifeboat.servers.test.S3Server;
import org.theorder.lifeboat.servers.test.TcpProxy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What goes wrong between us and a real gateway. Correctness line 16. */
class S3FaultsIT {
    private static final RegionName REGION = new RegionName("dr");
    private static final long PART_BYTES = 5 << 20;

    @TempDir
    Path directory;

    private TcpProxy way;
    private String bucket;
    private Storage region;

    @BeforeEach
    void open() {
        URI server = S3Server.running().endpoint();
        way = TcpProxy.to(server.getHost(), server.getPort());
        bucket = S3Buckets.plain();
        region = ObjectStorage.initialize(
                S3Store.connect(
                        S3Buckets.location(bucket, URI.create("http://127.0.0.1:" + way.port()), ""),
                        access(),
                        PART_BYTES),
                REGION,
                Backups.CLOCK);
    }

    private StorageAccess access() {
        return S3Buckets.access(directory).withTimes(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @AfterEach
    void close() {
        region.close();
        way.close();
    }

    private static Content random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Content.of(List.of(ByteBuffer.allocateDirect(bytes).put(content).flip()));
    }

    @Test
    void answerThatIsLostIsResolvedByLooking() throws IOException {
        way.loseAnswers();
        Thread recovery = Thread.ofVirtual().start(() -> {
            // the third connection comes after the bytes were taken at least once
            while (way.connections() < 3) {
                Thread.onSpinWait();
            }
            way.recover();
        });

        region.create("a/object", random(100_000));

        recovery.interrupt();
        try (InputStream in = region.open("a/object")) {
            assertThat(random(100_000).isSameAs(in)).isTrue();
        }
    }

    @Test
    void outcomeThatNobodyTellsIsUnknownAndNotDressedUp() {
        way.loseAnswers();

        assertThatThrownBy(() -> region.create("a/object", random(1000)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESULT_UNKNOWN))
                .hasMessageContaining("is not known");

        way.recover();
        region.create("a/object", random(1000));
    }

    @Test
    void readingGoesOnBehindABrokenConnection() throws IOException {
        region.create("a/object", random(3_000_000));
        way.breakConnections();
        way.breakAfterAnswering(1_000_000);

        try (InputStream in = region.open("a/object")) {
            assertThat(random(3_000_000).isSameAs(in)).isTrue();
        }
    }

    @Test
    void stalledStoreIsGivenUpAtTheDeadline() {
        way.stall();
        long begun = System.nanoTime();

        assertThatThrownBy(() -> region.find("a/object"))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE))
                .hasMessageContaining("did not answer in time");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void refusedConnectionsAreTriedAFewTimesOnly() {
        way.cut();
        int before = way.connections();

        assertThatThrownBy(() -> region.find("a/object")).isInstanceOf(LifeboatException.class);

        assertThat(way.connections() - before).isBetween(2, 8);
    }

    @Test
    void largeObjectGoesUpInPartsAndIsNeverOverwritten() throws IOException {
        region.create("large", random(12_000_000));
        region.create("large", random(12_000_000));

        assertThatThrownBy(() -> region.create("large", random(11_999_999)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CONFLICT));
        try (InputStream in = region.open("large")) {
            assertThat(random(12_000_000).isSameAs(in)).isTrue();
        }
        try (S3Client plain = S3Buckets.plainClient()) {
            assertThat(plain.headObject(request -> request.bucket(bucket).key("region/large"))
                            .eTag())
                    .as("of three parts")
                    .contains("-3");
            assertThat(plain.listMultipartUploads(request -> request.bucket(bucket))
                            .uploads())
                    .as("the refused upload was aborted")
                    .isEmpty();
        }
    }

    @Test
    void uploadsOfDeadWritersAreCollectedWhenTheyAreOld() {
        try (S3Client plain = S3Buckets.plainClient()) {
            String upload = plain.createMultipartUpload(
                            request -> request.bucket(bucket).key("region/dead"))
                    .uploadId();
            plain.uploadPart(
                    request -> request.bucket(bucket)
                            .key("region/dead")
                            .uploadId(upload)
                            .partNumber(1),
                    RequestBody.fromBytes(new byte[1234]));

            assertThat(region.collectAbandoned(Instant.now().minusSeconds(3600)).count())
                    .isZero();
            var removed = region.collectAbandoned(Instant.now().plusSeconds(3600));

            assertThat(removed.count()).isEqualTo(1);
            assertThat(removed.bytes()).isEqualTo(1234);
            assertThat(plain.listMultipartUploads(request -> request.bucket(bucket))
                            .uploads())
                    .isEmpty();
        }
        assertThat(region.find("dead")).isEmpty();
    }

    @Test
    void strangersAndFolderMarkersAreNotObjects() {
        try (S3Client plain = S3Buckets.plainClient()) {
            plain.putObject(request -> request.bucket(bucket).key("region/folder/"), RequestBody.empty());
            plain.putObject(request -> request.bucket(bucket).key("region/with space"), RequestBody.empty());
            plain.putObject(request -> request.bucket(bucket).key("elsewhere/object"), RequestBody.empty());
        }
        try (var objects = region.list("")) {
            assertThat(objects.map(object -> object.key())).containsExactly("lifeboat.json");
        }
    }

    @Test
    void wrongCredentialsMissingBucketAndWrongHostAreNamed() {
        assertThatThrownBy(() -> Storages.open(S3Buckets.location(bucket, ""), accessWith("testkey", "hunter2")))
                .hasMessageContaining("refuses the credentials (SignatureDoesNotMatch)")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Storages.open(S3Buckets.location(bucket, ""), accessWith("nobody", "hunter2")))
                .hasMessageContaining("refuses the credentials (InvalidAccessKeyId)");
        assertThatThrownBy(() -> Storages.open(S3Buckets.location("no-such-bucket", ""), access()))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE))
                .hasMessageContaining("there is no bucket no-such-bucket");
        assertThatThrownBy(() ->
                        Storages.open(S3Buckets.location(bucket, URI.create("http://nowhere.invalid:9"), ""), access()))
                .hasMessageContaining("is not known");
    }

    private StorageAccess accessWith(String id, String secret) {
        return StorageAccess.defaults().withCredentials(S3Buckets.credentials(directory, id, secret));
    }

    @Test
    void proxyIsUsed() {
        URI unknown = URI.create("http://s3.example.invalid:80");
        try (HttpProxy proxy = HttpProxy.to(S3Server.running().endpoint());
                Storage behind =
                        Storages.open(S3Buckets.location(bucket, unknown, ""), access().withProxy(proxy.address()))) {
            assertThat(behind.region()).isEqualTo(REGION);
            assertThat(proxy.requests()).isPositive();
        }
    }

    @Test
    void everyPutAndEveryPartIsSentWithItsChecksum() {
        URI unknown = URI.create("http://s3.example.invalid:80");
        try (HttpProxy proxy = HttpProxy.to(S3Server.running().endpoint());
                Storage behind = ObjectStorage.initialize(
                        S3Store.connect(
                                S3Buckets.location(S3Buckets.plain(), unknown, ""),
                                access().withProxy(proxy.address()),
                                PART_BYTES),
                        REGION,
                        Backups.CLOCK)) {
            behind.create("whole", random(100_000));
            behind.create("in-parts", random(12_000_000));

            assertThat(proxy.puts())
                    .filteredOn(put -> put.path().endsWith("/whole"))
                    .extracting(HttpProxy.Put::crc32c)
                    .containsExactly(crc32c(random(100_000)));
            Content large = random(12_000_000);
            assertThat(proxy.puts())
                    .filteredOn(put -> put.path().endsWith("/in-parts"))
                    .allMatch(put -> put.query().contains("partNumber="))
                    .extracting(HttpProxy.Put::crc32c)
                    .containsExactly(
                            crc32c(large.slice(0, PART_BYTES)),
                            crc32c(large.slice(PART_BYTES, PART_BYTES)),
                            crc32c(large.slice(2 * PART_BYTES, 12_000_000 - 2 * PART_BYTES)));
        }
    }

    private static String crc32c(Content content) {
        CRC32C crc = new CRC32C();
        content.buffers().forEach(crc::update);
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
