package org.theorder.lifeboat.local;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(name = "down", description = "end what up started")
final class DownCommand implements Callable<Integer> {
    @ParentCommand
    private Lifeboat lifeboat = new Lifeboat();

    @Override
    public Integer call() {
        System.out.println(lifeboat.suite().down() ? "Lifeboat is down." : "Nothing was up.");
        return 0;
    }
}
