package org.theorder.lifeboat.restore.breakglass;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Reads backups back in every region and compares every byte with its checksum; changes nothing.",
            "By default the newest backup with all that it builds on. Needs no identity. Exit code 5: something is damaged; 4: nothing is,",
            "but a repository could not be read."
        })
final class VerifyCommand implements Callable<Integer> {
    private final Clock clock;

    @Mixin
    private Repositories repositories = new Repositories();

    @Option(names = "--cluster", required = true, paramLabel = "NAME")
    private String cluster = "";

    @Option(names = "--backup", paramLabel = "ID", description = "this one with all that it builds on")
    private Optional<String> backup = Optional.empty();

    @Option(names = "--all", description = "all backups of the cluster")
    private boolean all;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    VerifyCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Repositories.Opened opened = repositories.open();
        opened.troubles().forEach(trouble -> out.println("! " + trouble));
        ReadBack readBack = new ReadBack(new ClusterName(cluster), backup.map(BackupId::new), all, clock, out);
        opened.storages().forEach(readBack::read);
        if (readBack.damaged() > 0) {
            return BreakGlass.exitCode(ErrorCode.CORRUPT);
        }
        if (readBack.unread() > 0) {
            return BreakGlass.exitCode(ErrorCode.STORE_UNREACHABLE);
        }
        if (readBack.found() == 0) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND,
                    "there is no backup " + backup.map(id -> id + " ").orElse("") + "of " + cluster + " in "
                            + opened.places().keySet());
        }
        return opened.troubles().isEmpty() ? 0 : BreakGlass.exitCode(ErrorCode.STORE_UNREACHABLE);
    }
}
