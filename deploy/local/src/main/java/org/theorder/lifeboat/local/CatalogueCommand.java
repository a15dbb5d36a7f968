package org.theorder.lifeboat.local;

import com.fasterxml.jackson.databind.JsonNode;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.Addresses;
import org.theorder.lifeboat.local.suite.BackupApi;
import org.theorder.lifeboat.local.suite.Service;
import org.theorder.lifeboat.local.suite.Suite;
import org.theorder.lifeboat.local.suite.SuiteState;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(name = "catalogue", description = "what the service knows about the repository")
final class CatalogueCommand {
    private static final int INCOMPLETE = 4;

    @ParentCommand
    private Lifeboat lifeboat = new Lifeboat();

    /** 0 if everything was read, 4 if a region or cluster was left out. */
    @Command(
            name = "rebuild",
            description = "make backup-service's tables anew out of the repository, after their loss")
    int rebuild() {
        Suite suite = lifeboat.suite();
        SuiteState state = suite.state();
        if (!state.supervised() || state.phase() != SuiteState.Phase.UP) {
            throw new LifeboatException(ErrorCode.SERVER_UNREACHABLE, "Lifeboat is down: ./lifeboat up starts it");
        }
        JsonNode rebuilt = new BackupApi(new Addresses(suite.home(), state).of(Service.BACKUP), suite.operatorToken())
                .post("/catalogue/rebuild");
        rebuilt.path("clusters")
                .forEach(found -> System.out.printf(
                        "  %-20s %d backups%s%n",
                        found.path("cluster").asText(),
                        found.path("backups").asInt(),
                        found.path("declared").asBoolean() ? "" : "; nobody has declared it: POST /clusters does"));
        rebuilt.path("troubles").forEach(trouble -> System.err.println("lifeboat: " + trouble.asText()));
        System.out.println(rebuilt.path("requests").asInt() + " requests were written anew.");
        return rebuilt.path("troubles").isEmpty() ? 0 : INCOMPLETE;
    }
}
