package org.theorder.lifeboat.local;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(name = "supervise", hidden = true, description = "the process that keeps the suite running")
final class SuperviseCommand implements Callable<Integer> {
    @ParentCommand
    private Lifeboat lifeboat = new Lifeboat();

    @Override
    public Integer call() {
        return lifeboat.suite().supervise();
    }
}
