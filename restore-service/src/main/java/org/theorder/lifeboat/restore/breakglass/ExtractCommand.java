package org.theorder.lifeboat.restore.breakglass;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.postgres.SqlDump;
import org.theorder.lifeboat.restore.run.FinishedRestore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        description = {
            "Gets a single table, or a database, out of a backup as SQL: restores aside, verifies, dumps, and removes",
            "what was restored. Needs pg_dump, and as much disk as the cluster."
        })
final class ExtractCommand implements Callable<Integer> {
    private final Clock clock;

    @Mixin
    private RestoreOptions options = new RestoreOptions();

    @Option(names = "--database", required = true, paramLabel = "NAME")
    private String database = "";

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description =
                    "as pg_dump takes it, for example public.orders; several times; without it, the whole database")
    private List<String> tables = List.of();

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "the SQL; must not exist")
    private Path output = Path.of("");

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description = "where to restore to meanwhile, absent or empty (default: beside the output)")
    private Optional<Path> scratch = Optional.empty();

    @Option(
            names = "--pg-dump",
            paramLabel = "FILE",
            description = "the program (default: beside postgres, else on the PATH)")
    private Optional<Path> program = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ExtractCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path sql = RestoreOptions.real(output);
        if (Files.exists(sql, LinkOption.NOFOLLOW_LINKS)) {
            throw new LifeboatException(
                    ErrorCode.TARGET_OCCUPIED, sql + " is there already: name another file, or remove it");
        }
        Path aside = RestoreOptions.real(scratch.orElse(sql.resolveSibling(sql.getFileName() + ".lifeboat-extract")));
        RestoreOptions.Prepared prepared = options.prepare(List.of(aside), clock, out);
        SqlDump dump =
                new SqlDump(prepared.restorer().installations().newest(), dumpProgram(prepared), options.superuser());
        RestoreRequested.Place place = new RestoreRequested.Place(aside.toString(), null);
        // as in a drill, nothing of what is restored stays
        try (FinishedRestore finished = options.run(
                prepared, place, RestoreMode.DRILL, clock, spec.commandLine().getErr())) {
            try {
                RestoreOptions.required(finished.outcome());
                dump.write(aside, database, tables, sql);
            } finally {
                finished.settle();
            }
        }
        out.println("Wrote " + Sizes.shown(sql.toFile().length()) + " of SQL to " + sql + ". Read it in with: psql -d "
                + database + " -f " + sql);
        return 0;
    }

    private Path dumpProgram(RestoreOptions.Prepared prepared) {
        return program.or(() -> Programs.find(
                        "pg_dump", prepared.restorer().installations().newest()))
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.SERVER_UNSUITABLE,
                        "there is no pg_dump beside "
                                + prepared.restorer().installations().newest().programs()
                                + " nor on the PATH: install PostgreSQL's client programs, or name it with --pg-dump"));
    }
}
