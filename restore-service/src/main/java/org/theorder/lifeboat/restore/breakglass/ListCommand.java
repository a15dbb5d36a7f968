package org.theorder.lifeboat.restore.breakglass;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.point.Regions;
import org.theorder.lifeboat.restore.point.RestorePoints;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the clusters of a repository, their backups, which of them a restore has proven, and for each",
            "region what a cluster can be restored to, with the gaps in its WAL. Needs no identity.",
            "Exit code 5: something that was looked at is damaged; 4: nothing is, but a repository could not be read."
        })
final class ListCommand implements Callable<Integer> {
    private static final String COLUMNS = "  %-34s %-12s %-21s %9s  %-16s %s";

    @Mixin
    private Repositories repositories = new Repositories();

    @Option(names = "--cluster", paramLabel = "NAME", description = "only this one (default: all)")
    private String cluster = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, Server> servers = new TreeMap<>();
    private final List<LifeboatException> failures = new ArrayList<>();

    /** A backup and where it is. */
    private record Known(BackupMarker marker, List<RegionName> regions) {}

    /** What all regions together say about one server. */
    private record Server(
            ClusterRegistration registration,
            Map<String, Known> backups,
            Map<BackupId, Instant> proven,
            List<String> troubles) {
        Server(ClusterRegistration registration) {
            this(
                    registration,
                    new TreeMap<>(),
                    new TreeMap<>(Comparator.comparing(BackupId::value)),
                    new ArrayList<>());
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Repositories.Opened opened = repositories.open();
        opened.troubles().forEach(trouble -> out.println("! " + trouble));
        List<Storage> readable =
                opened.storages().stream().filter(this::registers).toList();
        readable.forEach(this::add);
        if (servers.isEmpty()) {
            throw nothing(opened);
        }
        Set<String> told = new LinkedHashSet<>();
        failures.forEach(failure -> told.add("! " + failure.explanation()));
        told.forEach(out::println);
        servers.values().forEach(server -> print(server, out));
        servers.values().stream()
                .map(server -> server.registration().cluster())
                .distinct()
                .forEach(name -> printWindows(opened.regions(), name, told, out));
        return exitCode(opened);
    }

    /** Learns what a region has clusters of. Returns whether it can be asked for more. */
    private boolean registers(Storage region) {
        List<ClusterName> names = new ArrayList<>();
        return answers(region, () -> names.addAll(names(region)))
                && names.stream().allMatch(name -> answers(region, () -> register(region, name)));
    }

    private void register(Storage region, ClusterName name) {
        ClusterRepository.registrations(region, name)
                .forEach(each -> servers.computeIfAbsent(each.keys().prefix(), _ -> new Server(each)));
    }

    private void add(Storage region) {
        for (Server server : servers.values()) {
            if (!answers(region, () -> add(region, server))) {
                return;
            }
        }
    }

    /** What is damaged hides nothing else; a region that fails is not asked again, every question would wait for it. */
    private boolean answers(Storage region, Runnable question) {
        try {
            question.run();
            return true;
        } catch (LifeboatException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failures.add(new LifeboatException(e.code(), "region " + region.region() + ": " + e.explanation(), e));
            return e.code().kind() == ErrorCode.Kind.CORRUPT;
        }
    }

    private LifeboatException nothing(Repositories.Opened opened) {
        if (!failures.isEmpty()) {
            return new LifeboatException(
                    failures.getFirst().code(),
                    failures.stream().map(LifeboatException::explanation).collect(Collectors.joining("; ")));
        }
        return new LifeboatException(
                ErrorCode.NOT_FOUND,
                (cluster.isEmpty() ? "no cluster was ever backed up to " : "there is nothing of " + cluster + " in ")
                        + opened.places().values());
    }

    private int exitCode(Repositories.Opened opened) {
        if (failures.stream().anyMatch(failure -> failure.code().kind() == ErrorCode.Kind.CORRUPT)
                || servers.values().stream()
                        .anyMatch(server -> !server.troubles().isEmpty())) {
            return BreakGlass.exitCode(ErrorCode.CORRUPT);
        }
        return failures.isEmpty() && opened.troubles().isEmpty() ? 0 : BreakGlass.exitCode(ErrorCode.STORE_UNREACHABLE);
    }

    /** @param told what was said already */
    private void printWindows(Regions regions, ClusterName name, Set<String> told, PrintWriter out) {
        for (RestorePoints.Region region : new PointChooser(regions, Identities.none(), Duration.ZERO)
                .points(name, 0)
                .regions()) {
            region.sentences().forEach(window -> out.println(name + " is " + window));
            if (region.newest() == null) {
                out.println("! " + name + " cannot be restored from region " + region.region());
            }
            region.gapSentences().forEach(gap -> out.println("! " + name + ": " + gap));
            region.troubles().forEach(trouble -> print(region.region(), trouble, told, out));
        }
    }

    /** What is not there is told as a gap is, and no failure. */
    private void print(RegionName region, RestorePoints.Trouble trouble, Set<String> told, PrintWriter out) {
        LifeboatException failure = new LifeboatException(trouble.code(), "region " + region + ": " + trouble.what());
        String said = "! " + failure.explanation();
        if (told.add(said)) {
            out.println(said);
            if (trouble.code() != ErrorCode.WAL_GAP) {
                failures.add(failure);
            }
        }
    }

    private List<ClusterName> names(Storage region) {
        return cluster.isEmpty() ? ClusterRepository.clusters(region) : List.of(new ClusterName(cluster));
    }

    private static void add(Storage region, Server server) {
        ClusterKeys keys = server.registration().keys();
        ClusterRepository repository = new ClusterRepository(region, keys);
        BackupCatalogue catalogue = repository.backups();
        catalogue
                .complete()
                .forEach(marker -> server.backups()
                        .computeIfAbsent(marker.backup().value(), _ -> new Known(marker, new ArrayList<>()))
                        .regions()
                        .add(region.region()));
        catalogue
                .damaged()
                .forEach(damaged -> server.troubles()
                        .add("backup " + damaged.name() + " in region " + region.region() + ": " + damaged.reason()));
        repository
                .records()
                .proven()
                .forEach((backup, at) ->
                        server.proven().merge(backup, at, (one, other) -> one.isAfter(other) ? one : other));
    }

    private static void print(Server server, PrintWriter out) {
        ClusterRegistration registration = server.registration();
        out.println(registration.cluster() + " (PostgreSQL " + registration.majorVersion() + ", system identifier "
                + registration.systemIdentifier() + ")");
        out.println(String.format(Locale.ROOT, COLUMNS, "BACKUP", "KIND", "COMPLETED", "SIZE", "REGIONS", "PROVEN")
                .stripTrailing());
        server.backups().values().forEach(known -> out.println(line(known, server.proven())));
        server.troubles().forEach(trouble -> out.println("  ! " + trouble));
    }

    private static String line(Known known, Map<BackupId, Instant> proven) {
        BackupMarker marker = known.marker();
        Instant at = proven.get(marker.backup());
        return String.format(
                        Locale.ROOT,
                        COLUMNS,
                        marker.backup(),
                        marker.kind() == BackupKind.FULL ? "full" : marker.hasFiles() ? "incremental" : "WAL",
                        marker.completedAt().truncatedTo(ChronoUnit.SECONDS),
                        Sizes.shown(marker.storedBytes()),
                        known.regions().stream().map(RegionName::value).collect(Collectors.joining(" ")),
                        at == null ? "" : at.truncatedTo(ChronoUnit.SECONDS))
                .stripTrailing();
    }
}
