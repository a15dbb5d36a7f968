package org.theorder.lifeboat.restore.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.RestoreRequested.NewClaim;
import org.theorder.lifeboat.restore.job.RestoreOrder;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoredShop;
import org.theorder.lifeboat.restore.testing.StoreBucket;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.servers.PostgresBinaries;

/**
 * What the Job's container runs is run here as a process, with folders where the pod would have volumes: out of a real S3
 * gateway to a verified cluster, and back as lines of a log. The API server is fabric8's mock.
 */
class VolumeIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final ApiServer server = new ApiServer();
    private StoreBucket bucket;
    private Map<String, String> mounts;

    @BeforeEach
    void prepare() throws IOException {
        bucket = StoreBucket.holding(LostShop.get().repository(), folder);
        Path secret = Files.createDirectory(folder.resolve("secret"));
        Files.copy(bucket.credentials(), secret.resolve("primary"));
        mounts = Map.of(
                VolumeRequest.ROOT,
                Files.createDirectory(folder.resolve("volume")).toString(),
                RestoreManifests.CREDENTIALS,
                secret.toString(),
                RestoreManifests.IDENTITIES,
                Files.createDirectory(folder.resolve("identities")).toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void jobRestoresVerifiesAndTellsAndGoesOverWhatIsThereOnlyWhenItsNameIsTyped() throws Exception {
        Path directory = folder.resolve("volume/pgdata");
        assertIsWhole(outcome(Volumes.request("first", Volumes.volume("data", new NewClaim("1Gi", null)))));
        assertHasAllOrders(directory);
        Path kept = directory.resolve("PG_VERSION");

        RestoreOutcome refused = outcome(Volumes.request("beside", Volumes.volume("data", null)));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        RestoreOutcome.Refused.class,
                        outcome -> assertThat(outcome.code()).isEqualTo(ErrorCode.TARGET_OCCUPIED));
        assertThat(kept).exists();

        Files.writeString(directory.resolve("base/left behind"), "x");
        assertIsWhole(outcome(
                Volumes.request("over", Volumes.volume("data", null), "/restore/pgdata", null, TestRepository.SHOP)));
        assertThat(directory.resolve("base/left behind")).doesNotExist();
        assertHasAllOrders(directory);
    }

    private static void assertIsWhole(RestoreOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(RestoreOutcome.Restored.class, restored -> {
            assertThat(restored.recoveredTo()).isEqualTo(LostShop.get().end());
            assertThat(restored.checks())
                    .allMatch(Check::passed)
                    .extracting(Check::name)
                    .contains("products");
        });
    }

    private void assertHasAllOrders(Path directory) throws Exception {
        try (RestoredShop shop = RestoredShop.start(directory, folder)) {
            assertThat(shop.value("select max(number) from orders")).isEqualTo("250");
        }
    }

    /** Asks for a restore, and does what a controller and a kubelet would do with its Job. */
    private RestoreOutcome outcome(RestoreRequested request) throws Exception {
        VolumeRestorer restorer = Volumes.restorer(
                server, bucket.url(), LIMIT, PostgresBinaries.unpacked().toString());
        FutureTask<RestoreOutcome> task =
                new FutureTask<>(() -> restorer.run(request, Clock.systemUTC().instant(), new Progress())
                        .outcome());
        Thread.ofPlatform().start(task);
        String name = VolumeRequest.of(request, Set.of(ApiServer.NAMESPACE)).jobName();
        await().atMost(LIMIT).until(() -> job(name).isPresent());
        Job job = job(name).orElseThrow();
        String pod = "pod-" + request.restoreId();
        server.startPod(job, pod);
        Path log = folder.resolve(pod + ".log");
        Process container = run(job, log, mounts);
        try {
            await().atMost(LIMIT).until(() -> {
                server.log(pod, Files.readString(log));
                return task.isDone();
            });
            assertThat(container.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as(Files.readString(log))
                    .isTrue();
        } finally {
            container.destroyForcibly().waitFor();
        }
        server.endPod(pod);
        return task.get();
    }

    private Optional<Job> job(String name) {
        return server.jobs().stream()
                .filter(job -> job.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** @param mounts folders by the path that they have in the pod */
    private static Process run(Job job, Path log, Map<String, String> mounts) throws IOException {
        Container container =
                job.getSpec().getTemplate().getSpec().getContainers().getFirst();
        String order = container.getEnv().getFirst().getValue();
        for (Map.Entry<String, String> mount : mounts.entrySet()) {
            order = order.replace("\"" + mount.getKey(), "\"" + mount.getValue());
        }
        assertThat(container.getCommand()).endsWith("/opt/lifeboat/lifeboat-restore.jar", "job");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("target", "lifeboat-restore.jar")
                                .toAbsolutePath()
                                .toString(),
                        container.getCommand().getLast()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().put(RestoreOrder.VARIABLE, order);
        return builder.start();
    }
}
