package org.theorder.lifeboat.restore.breakglass;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.encryption.IdentityFiles;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.StoragePlace;
import org.theorder.lifeboat.restore.job.JobLine;
import org.theorder.lifeboat.restore.job.RestoreOrder;
import org.theorder.lifeboat.restore.place.AllowedDirectories;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.point.Regions;
import org.theorder.lifeboat.restore.postgres.Installations;
import org.theorder.lifeboat.restore.run.FinishedRestore;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.run.RestoreSettings;
import org.theorder.lifeboat.restore.run.Restorer;
import org.theorder.lifeboat.restore.verify.Assertion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "job",
        hidden = true,
        description = {
            "What a pod runs that restore-service made: fulfils the order in " + RestoreOrder.VARIABLE
                    + " and tells progress and outcome as lines of JSON."
        })
final class JobCommand implements Callable<Integer> {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration WAL_PATIENCE = Duration.ofMinutes(2);

    private final Clock clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    JobCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        RestoreOutcome outcome =
                outcome(RestoreOrder.read(System.getenv().getOrDefault(RestoreOrder.VARIABLE, "")), out);
        out.println(new JobLine(null, outcome).write());
        return switch (outcome) {
            case RestoreOutcome.Restored _ -> 0;
            case RestoreOutcome.Refused refused -> BreakGlass.exitCode(refused.code());
            case RestoreOutcome.Failed failed -> BreakGlass.exitCode(failed.code());
            case RestoreOutcome.Cancelled _ -> BreakGlass.exitCode(ErrorCode.CANCELLED);
        };
    }

    /** What is wrong before a restore can begin is an outcome, too. The target is not settled: a second pod finds the first one's outcome. */
    private RestoreOutcome outcome(RestoreOrder order, PrintWriter out) throws InterruptedException {
        try {
            Restorer restorer = restorer(order);
            Progress progress = new Progress();
            Thread teller = Thread.ofVirtual().name("progress").start(() -> tell(progress, out));
            try (FinishedRestore finished = restorer.run(order.request(), order.requestedAt(), progress)) {
                return finished.outcome();
            } finally {
                teller.interrupt();
                teller.join();
            }
        } catch (LifeboatException e) {
            return new RestoreOutcome.Refused(e.code(), e.explanation(), clock.instant());
        }
    }

    private static void tell(Progress progress, PrintWriter out) {
        try {
            while (true) {
                out.println(new JobLine(progress.snapshot(), null).write());
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            // the outcome follows
        }
    }

    private Restorer restorer(RestoreOrder order) {
        Map<RegionName, StoragePlace> places = new LinkedHashMap<>();
        order.regions().forEach(region -> places.put(new RegionName(region.name()), place(region)));
        RestoreSettings settings = RestoreOptions.settings(
                new AllowedDirectories(List.of(Path.of(order.root()))),
                order.superuser(),
                order.collationChangeAccepted(),
                order.isolatedSettings(),
                Map.of(
                        order.request().cluster(),
                        order.assertions().stream().map(JobCommand::assertion).toList()));
        return new Restorer(
                // the volume of a drill is its own: there is nobody to leave space to
                order.dataAgeLimit() == null ? settings : settings.forDrills(0, order.dataAgeLimit(), false),
                new PointChooser(Regions.at(places), identities(order), WAL_PATIENCE),
                Installations.at(
                        Stream.of(order.postgres().split(",", -1)).map(Path::of).toList()),
                clock);
    }

    private static StoragePlace place(RestoreOrder.Region region) {
        StorageAccess defaults = StorageAccess.defaults();
        return new StoragePlace(
                StorageLocation.parse(region.url(), "the URL of region " + region.name()),
                StorageAccess.parse(
                        "region " + region.name() + " ",
                        Optional.ofNullable(region.credentialsFile()),
                        Optional.ofNullable(region.caFile()),
                        Optional.ofNullable(region.proxy()),
                        defaults.requestTimeout(),
                        defaults.deadline()));
    }

    private static Assertion assertion(RestoreOrder.Question question) {
        return new Assertion(
                question.name(),
                Optional.ofNullable(question.database()),
                question.sql(),
                Optional.ofNullable(question.expected()));
    }

    /** Every plain file: Kubernetes keeps its own bookkeeping beside the entries of a Secret under names that begin with two dots. */
    private static Identities identities(RestoreOrder order) {
        if (order.identities() == null) {
            return Identities.none();
        }
        Path folder = Path.of(order.identities());
        try (Stream<Path> files = Files.list(folder)) {
            return IdentityFiles.read(
                    files.filter(file -> !file.getFileName().toString().startsWith("."))
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw FileErrors.explained(ErrorCode.CONFIGURATION_INVALID, "looking for identities in " + folder, e);
        }
    }
}
