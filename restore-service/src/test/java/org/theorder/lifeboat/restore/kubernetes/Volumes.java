package org.theorder.lifeboat.restore.kubernetes;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.RestoreRequested.KubernetesVolume;
import org.theorder.lifeboat.events.RestoreRequested.NewClaim;
import org.theorder.lifeboat.restore.point.RegionsConfiguration;
import org.theorder.lifeboat.restore.run.RestoreSettings;
import org.theorder.lifeboat.restore.testing.PlainRegion;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** Requests for volumes, and the restorer that fulfils them with an API server of tests. */
final class Volumes {
    static final KubernetesVolume NEW = volume("data", new NewClaim("20Gi", "fast"));

    private Volumes() {}

    static KubernetesVolume volume(String claim, @Nullable NewClaim create) {
        return new KubernetesVolume(ApiServer.NAMESPACE, claim, create, null, "store", "identities");
    }

    static RestoreRequested request(String id, KubernetesVolume volume) {
        return request(id, volume, "/restore/pgdata", null, null);
    }

    static RestoreRequested drill(String id, KubernetesVolume volume) {
        return request(id, volume, "/restore/pgdata", null, null, RestoreMode.DRILL);
    }

    static RestoreRequested request(
            String id, KubernetesVolume volume, String directory, @Nullable Integer port, @Nullable ClusterName over) {
        return request(id, volume, directory, port, over, RestoreMode.LIVE);
    }

    private static RestoreRequested request(
            String id,
            KubernetesVolume volume,
            String directory,
            @Nullable Integer port,
            @Nullable ClusterName over,
            RestoreMode mode) {
        return new RestoreRequested(
                new RestoreId(id),
                TestRepository.SHOP,
                new RecoveryTarget.Latest(),
                null,
                new RestoreRequested.Place(directory, port, null, over, volume),
                mode,
                null,
                "test");
    }

    static VolumeRestorer restorer(ApiServer server, String url, Duration startLimit) {
        return restorer(server, url, startLimit, "/usr/lib/postgresql/18/bin");
    }

    static VolumeRestorer restorer(ApiServer server, String url, Duration startLimit, String binaries) {
        KubernetesConfiguration configuration = configuration(startLimit);
        return new VolumeRestorer(
                new RestoreJobs(server::client, configuration),
                configuration,
                new OrderWriter(regions(url), List.of("primary"), settings(), binaries, Duration.ofHours(1)),
                Duration.ofMillis(20),
                Clock.systemUTC());
    }

    static RestoreSettings settings() {
        return TestRestorer.settings(Path.of("/nowhere"));
    }

    static RegionsConfiguration regions(String url) {
        return () -> Map.of("primary", new PlainRegion(url));
    }

    static KubernetesConfiguration configuration(Duration startLimit) {
        return new KubernetesConfiguration() {
            @Override
            public Optional<Set<String>> namespaces() {
                return Optional.of(Set.of(ApiServer.NAMESPACE));
            }

            @Override
            public Optional<String> image() {
                return Optional.of("registry.invalid/lifeboat/restore-service@sha256:0123");
            }

            @Override
            public String program() {
                return "/opt/lifeboat/lifeboat-restore.jar";
            }

            @Override
            public long userId() {
                return 999;
            }

            @Override
            public String cpu() {
                return "1";
            }

            @Override
            public String memory() {
                return "1Gi";
            }

            @Override
            public Duration startLimit() {
                return startLimit;
            }

            @Override
            public int mostJobs() {
                return 8;
            }

            @Override
            public Duration keepJobs() {
                return Duration.ofDays(7);
            }
        };
    }
}
