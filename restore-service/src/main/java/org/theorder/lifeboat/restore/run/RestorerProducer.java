package org.theorder.lifeboat.restore.run;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.encryption.IdentityFiles;
import org.theorder.lifeboat.restore.drill.DrillConfiguration;
import org.theorder.lifeboat.restore.kubernetes.KubernetesConfiguration;
import org.theorder.lifeboat.restore.kubernetes.OrderWriter;
import org.theorder.lifeboat.restore.kubernetes.RestoreJobs;
import org.theorder.lifeboat.restore.kubernetes.VolumeRestorer;
import org.theorder.lifeboat.restore.place.AllowedDirectories;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.point.Regions;
import org.theorder.lifeboat.restore.point.RegionsConfiguration;
import org.theorder.lifeboat.restore.postgres.Installations;
import org.theorder.lifeboat.restore.postgres.PostgresConfiguration;
import org.theorder.lifeboat.restore.verify.Assertion;
import org.theorder.lifeboat.restore.verify.Verification;
import org.theorder.lifeboat.restore.wal.WalCourier;

/** Builds the restorer from the configuration, and refuses a wrong one with the key's name. */
@Singleton
final class RestorerProducer {
    private static final Duration JOB_INTERVAL = Duration.ofSeconds(1);

    @Produces
    @Singleton
    AllowedDirectories allowedDirectories(RestoreConfiguration configuration, DrillConfiguration drill) {
        List<Path> roots = new ArrayList<>(configuration.allowedDirectories().orElse(List.of()));
        drill.directory().ifPresent(roots::add);
        return new AllowedDirectories(roots);
    }

    @Produces
    @Singleton
    Regions regions(RestoreConfiguration configuration, RegionsConfiguration regions) {
        return Regions.of(regions, configuration.regionOrder());
    }

    @Produces
    @Singleton
    Restorer restorer(
            RestoreConfiguration configuration,
            Regions regions,
            PostgresConfiguration postgres,
            AllowedDirectories allowed,
            Clock clock) {
        return new Restorer(
                settings(configuration, allowed),
                chooser(configuration, regions, identities(configuration)),
                Installations.at(postgres.binaries()),
                clock);
    }

    /** @throws LifeboatException CONFIGURATION_INVALID with the key, the file and what is wrong with it; never its content */
    static Identities identities(RestoreConfiguration configuration) {
        return identities(
                "lifeboat.restore.identities", configuration.identities().orElse(List.of()));
    }

    private static Identities identities(String key, List<Path> files) {
        try {
            return IdentityFiles.read(files);
        } catch (LifeboatException e) {
            throw new LifeboatException(e.code(), key + ": " + e.explanation(), e);
        }
    }

    @Produces
    @Singleton
    VolumeRestorer volumes(
            Instance<KubernetesClient> client,
            KubernetesConfiguration kubernetes,
            Restorer live,
            RestoreConfiguration configuration,
            RegionsConfiguration regions,
            PostgresConfiguration postgres,
            DrillConfiguration drill,
            Clock clock) {
        return new VolumeRestorer(
                new RestoreJobs(client::get, kubernetes),
                kubernetes,
                new OrderWriter(
                        regions,
                        configuration.regionOrder(),
                        live.settings(),
                        postgres.binaries().stream().map(Path::toString).collect(Collectors.joining(",")),
                        drill.dataAgeLimit()),
                JOB_INTERVAL,
                clock);
    }

    @Produces
    @Singleton
    Restorers restorers(
            Restorer live,
            VolumeRestorer volumes,
            RestoreConfiguration configuration,
            DrillConfiguration drill,
            Regions regions,
            Clock clock) {
        long leaveFree = drill.leaveFree().asLongValue();
        return new Restorers(
                live,
                new Restorer(
                        live.settings().forDrills(leaveFree, drill.dataAgeLimit(), false),
                        live.chooser(),
                        live.installations(),
                        clock),
                drill.escrowIdentities()
                        .map(files -> new Restorer(
                                live.settings().forDrills(leaveFree, drill.dataAgeLimit(), true),
                                chooser(configuration, regions, identities("lifeboat.drill.escrow-identities", files)),
                                live.installations(),
                                clock)),
                volumes);
    }

    private static PointChooser chooser(RestoreConfiguration configuration, Regions regions, Identities identities) {
        return new PointChooser(regions, identities, configuration.wal().patience());
    }

    static RestoreSettings settings(RestoreConfiguration configuration, AllowedDirectories allowed) {
        within("lifeboat.restore.readers", configuration.readers(), 1, 16);
        within("lifeboat.restore.checksum-threads", configuration.checksumThreads(), 1, 16);
        within("lifeboat.restore.wal.ahead", configuration.wal().ahead(), 1, 64);
        within("lifeboat.restore.wal.threads", configuration.wal().threads(), 1, 8);
        within("lifeboat.restore.attempts", configuration.attempts(), 1, 100);
        // the script waits a little longer than the service tries: the service knows the reason
        Duration scriptPatience = configuration.wal().patience().plusSeconds(30);
        return new RestoreSettings(
                allowed,
                configuration.readers(),
                new WalCourier.Settings(
                        configuration.wal().ahead(), configuration.wal().threads(), scriptPatience),
                configuration.recoveryLimit(),
                configuration.startLimit(),
                Map.copyOf(configuration.isolatedSettings()),
                Map.copyOf(configuration.serverSettings()),
                new Verification.Settings(
                        configuration.superuser(),
                        configuration.statementLimit(),
                        configuration.exactCountLimit().asLongValue(),
                        configuration.acceptCollationChange(),
                        configuration.checksumThreads()),
                configuration.assertions().entrySet().stream()
                        .collect(Collectors.toMap(
                                cluster -> new ClusterName(cluster.getKey()),
                                cluster -> assertions(cluster.getValue()))));
    }

    private static List<Assertion> assertions(Map<String, RestoreConfiguration.Question> questions) {
        return questions.entrySet().stream()
                .map(each -> new Assertion(
                        each.getKey(),
                        each.getValue().database(),
                        each.getValue().sql(),
                        each.getValue().expected()))
                .sorted(java.util.Comparator.comparing(Assertion::name))
                .toList();
    }

    static int within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    key + " is " + value + ": from " + least + " to " + most + " is possible");
        }
        return value;
    }
}
