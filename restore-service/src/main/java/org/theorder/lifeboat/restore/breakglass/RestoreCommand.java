package org.theorder.lifeboat.restore.breakglass;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.place.Destination;
import org.theorder.lifeboat.restore.run.FinishedRestore;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Restores a cluster to a point, verifies it, and says how to start it.")
final class RestoreCommand implements Callable<Integer> {
    private final Clock clock;

    @Mixin
    private RestoreOptions options = new RestoreOptions();

    @Option(
            names = "--into",
            required = true,
            paramLabel = "DIR",
            description = "the new data directory, absent or empty")
    private Path directory = Path.of("");

    @Option(
            names = "--over",
            paramLabel = "NAME",
            description = {
                "the cluster's name again: go over the stopped cluster that is in the directory;",
                "files that are as they were in the backup stay"
            })
    private Optional<String> over = Optional.empty();

    @Option(
            names = "--tablespace",
            paramLabel = "OID_OR_PATH=DIR",
            description = {
                "where a tablespace goes, absent or empty, by its oid or the path that it had on the server; several times",
                "(default: beside the data directory, in DIR.tablespaces)"
            })
    private Map<String, Path> tablespaces = Map.of();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "start the verified server there (default: it stays stopped)")
    private @Nullable Integer port;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RestoreCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path into = RestoreOptions.real(directory);
        Map<String, Path> mapped = new TreeMap<>();
        tablespaces.forEach((tablespace, place) -> mapped.put(tablespace, RestoreOptions.real(place)));
        List<Path> written = new ArrayList<>(mapped.values());
        written.addFirst(into);
        if (over.isPresent()) {
            written.addAll(Destination.tablespacesOf(into));
        }
        RestoreOptions.Prepared prepared = options.prepare(written, clock, out);
        RestoreRequested.Place place = new RestoreRequested.Place(
                into.toString(),
                port,
                mapped.entrySet().stream()
                        .map(each -> new RestoreRequested.TablespacePlace(
                                each.getKey(), each.getValue().toString()))
                        .toList(),
                over.map(ClusterName::new).orElse(null));
        try (FinishedRestore finished = options.run(prepared, place, RestoreMode.LIVE, clock, err)) {
            finished.settle();
            RestoreOutcome.Restored restored = RestoreOptions.required(finished.outcome());
            tell(restored, out);
            if (port == null) {
                start(prepared, new Destination(into, mapped, over.isPresent(), false), out);
            } else {
                out.println("It runs on port " + port + ".");
            }
            return 0;
        }
    }

    private void tell(RestoreOutcome.Restored restored, PrintWriter out) {
        restored.checks().forEach(check -> out.println("  ✓ " + check.name() + ": " + check.detail()));
        if (restored.notProven() != null) {
            restored.notProven().forEach(unknown -> out.println("  ? not proven: " + unknown));
        }
        restored.notes().forEach(note -> out.println("  ! " + note));
        out.println("  "
                + restored.phases().stream()
                        .map(phase -> String.format(
                                Locale.ROOT,
                                "%s %.1f s",
                                phase.phase().name().toLowerCase(Locale.ROOT),
                                phase.took().toMillis() / 1e3))
                        .collect(Collectors.joining(", ")));
        out.println("Restored " + options.cluster() + " to " + restored.recoveredTo()
                + (restored.lastCommitAt() == null ? "" : ", newest commit " + restored.lastCommitAt()) + ", timeline "
                + restored.timeline() + ", in " + restored.restoreTime().toSeconds() + " s.");
    }

    private void start(RestoreOptions.Prepared prepared, Destination destination, PrintWriter out) {
        Path into = destination.directory();
        Path programs = prepared.restorer().installations().of(into).programs();
        String control = quoted(programs.resolve("pg_ctl")) + " -D " + quoted(into) + " -l "
                + quoted(into.resolve("server.log")) + " -o '-p 5432' -w start";
        out.println("Start PostgreSQL with:");
        if (System.getProperty("user.name").equals("root")) {
            out.println("  chown -R postgres: "
                    + destination
                            .written(
                                    prepared.plan().backup().archives(),
                                    prepared.restorer().settings().allowed())
                            .stream()
                            .map(RestoreCommand::quoted)
                            .collect(Collectors.joining(" ")));
            out.println("  su postgres -c \"" + control + "\"");
        } else {
            out.println("  " + control);
        }
        out.println("  psql -p 5432 -U " + options.superuser() + " -l");
        out.println("It archives nowhere: archive_mode is off in postgresql.auto.conf until you choose a new archive.");
        out.println("Its subscriptions rest: max_logical_replication_workers is 0 there until you set it.");
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9/._@+=,:-]+") ? text : "'" + text + "'";
    }
}
