package org.theorder.lifeboat.monitor.check;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.rule.CheckState;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/** What is watched, and what it says. */
@Path("/checks")
@Tag(name = "checks")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class CheckResource {
    private static final Logger LOG = LoggerFactory.getLogger(CheckResource.class);

    private final CheckStore store;
    private final Clock clock;

    CheckResource(CheckStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Operation(
            summary = "All checks, the troubled first",
            description = "A check that nobody has evaluated for 30 seconds is unknown, whatever it said before.")
    public List<Check> checks() {
        Instant now = clock.instant();
        return store.all().stream().map(check -> check.asOf(now)).toList();
    }

    @DELETE
    @Path("/{rule}/{subject: .+}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "Forget a check of something that was removed, for example a standby",
            description = "It is forgotten within seconds and its incidents are resolved. What is there all the same is"
                    + " found again at the next look.")
    @APIResponse(responseCode = "204", description = "It will be")
    @APIResponse(responseCode = "404", description = "There is no such check")
    @APIResponse(responseCode = "409", description = "It is not unknown: somebody measures it")
    public void forget(@PathParam("rule") String rule, @PathParam("subject") String subject) {
        Check check = checks().stream()
                .filter(each -> each.rule().equals(rule) && each.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NOT_FOUND,
                        "there is no check " + rule + " " + subject + "; GET /checks lists those that there are"));
        if (check.state() != CheckState.UNKNOWN) {
            throw new LifeboatException(
                    ErrorCode.BUSY,
                    "check " + rule + " " + subject + " is measured: " + check.value()
                            + ". Take it out of the configuration, or stop what it watches, before it is forgotten");
        }
        store.notWanted(new SubjectKey(RuleName.named(rule), subject));
        LOG.info("a check is to be forgotten check={} {}", rule, subject);
    }
}
