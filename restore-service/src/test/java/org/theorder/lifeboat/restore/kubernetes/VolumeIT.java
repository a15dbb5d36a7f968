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
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.RestoreRequested.NewClaim;
import org.theorder.lifeboat.restore.job.RestoreOrder;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoredShop;
import org.theorder.lifeboat.restore.testing.StoreBucket;
import org.theorder.lifeboat.servers.PostgresBinaries;

/**
 * What the Job's container runs is run here as a process, with folders where the pod would have volumes: out of a real S3
 * gateway to a verified cluster, and back as lines of a log. The API server is fabric8's mock.
 */
class VolumeIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void jobRestoresVerifiesAndTells() throws Exception {
        StoreBucket bucket = StoreBucket.holding(LostShop.get().repository(), folder);
        Path volume = Files.createDirectory(folder.resolve("volume"));
        Path secret = Files.createDirectory(folder.resolve("secret"));
        Files.copy(bucket.credentials(), secret.resolve("primary"));
        Progress progress = new Progress();
        try (ApiServer server = new ApiServer()) {
            VolumeRestorer restorer = Volumes.restorer(
                    server, bucket.url(), LIMIT, PostgresBinaries.unpacked().toString());
            FutureTask<RestoreOutcome> task = new FutureTask<>(() -> restorer.run(
                            Volumes.request("volume", Volumes.volume("data", new NewClaim("1Gi", null))),
                            Clock.systemUTC().instant(),
                            progress)
                    .outcome());
            Thread.ofPlatform().start(task);
            await().atMost(LIMIT).until(() -> !server.jobs().isEmpty());
            Job job = server.jobs().getFirst();
            server.startPod(job, "pod-1");

            Path log = folder.resolve("pod.log");
            Process container = run(
                    job,
                    log,
                    Map.of(
                            VolumeRequest.ROOT, volume.toString(),
                            RestoreManifests.CREDENTIALS, secret.toString(),
                            RestoreManifests.IDENTITIES,
                                    Files.createDirectory(folder.resolve("identities"))
                                            .toString()));
            try {
                await().atMost(LIMIT).until(() -> {
                    server.log("pod-1", Files.readString(log));
                    return task.isDone();
                });
            } finally {
                container.destroyForcibly().waitFor();
            }

            RestoreOutcome outcome = task.get(1, TimeUnit.SECONDS);
            assertThat(outcome).as(Files.readString(log)).isInstanceOf(RestoreOutcome.Restored.class);
            RestoreOutcome.Restored restored = (RestoreOutcome.Restored) outcome;
            assertThat(restored.recoveredTo()).isEqualTo(LostShop.get().end());
            assertThat(restored.checks())
                    .allMatch(Check::passed)
                    .extracting(Check::name)
                    .contains("products");
        }
        try (RestoredShop shop = RestoredShop.start(volume.resolve("pgdata"), folder)) {
            assertThat(shop.value("select max(number) from orders")).isEqualTo("250");
        }
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
