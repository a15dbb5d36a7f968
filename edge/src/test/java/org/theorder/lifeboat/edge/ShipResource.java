package org.theorder.lifeboat.edge;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/** Endpoints of all kinds, none of which does anything. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class ShipResource {
    private final Clock clock;

    ShipResource(Clock clock) {
        this.clock = clock;
    }

    public record Boat(ClusterName name, int seats, Duration range, Instant builtAt, Engine engine, List<Lsn> log) {}

    public record Engine(
            @Nullable String maker, Integer power, @Nullable BackupKind kind) {}

    @GET
    public String open() {
        return "{}";
    }

    @GET
    @Path("open/page")
    public String openPage() {
        return "{}";
    }

    /** Has no annotation on purpose: reading needs a viewer anyway. */
    @GET
    @Path("boats")
    public List<Boat> boats() {
        return List.of(new Boat(
                new ClusterName("shop"),
                4,
                Duration.ofMinutes(90),
                clock.instant(),
                new Engine(null, 7, null),
                List.of(Lsn.parse("16/B374D848"))));
    }

    /** Has no annotation on purpose: writing needs an operator anyway. */
    @POST
    @Path("boats")
    @Consumes(MediaType.APPLICATION_JSON)
    public Boat launch(Boat boat) {
        return boat;
    }

    @PUT
    @Path("boats/{name}")
    @RolesAllowed(Roles.OPERATOR)
    public String rename(@PathParam("name") ClusterName name) {
        return "{}";
    }

    @DELETE
    @Path("boats/{name}")
    @RolesAllowed(Roles.OPERATOR)
    public void sink(@PathParam("name") ClusterName name) {}

    @GET
    @Path("boats/{name}")
    @RolesAllowed(Roles.VIEWER)
    public Boat boat(@PathParam("name") ClusterName name) {
        throw new LifeboatException(ErrorCode.NOT_FOUND, "there is no boat " + name + "; GET /boats lists them");
    }

    /** Throws what its name says. */
    @GET
    @Path("errors/{code}")
    public String error(@PathParam("code") ErrorCode code) {
        throw new LifeboatException(code, "the reason of " + code);
    }

    @GET
    @Path("defect")
    public String defect() {
        throw new IllegalStateException("jdbc:postgresql://db/secret?password=hunter2");
    }
}
