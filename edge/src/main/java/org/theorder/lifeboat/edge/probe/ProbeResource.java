package org.theorder.lifeboat.edge.probe;

import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Whether the service lives and can work; {@code /q/health} says the details, to those who may know. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class ProbeResource {
    private final SmallRyeHealthReporter health;

    ProbeResource(SmallRyeHealthReporter health) {
        this.health = health;
    }

    /** The whole answer. */
    record Status(String status) {}

    @GET
    @Path("livez")
    @Operation(summary = "Whether the process is worth keeping: 200 UP or 503 DOWN")
    public Uni<Response> live() {
        return health.getLivenessAsync().map(ProbeResource::answer);
    }

    @GET
    @Path("readyz")
    @Operation(summary = "Whether the service can work now: 200 UP or 503 DOWN")
    public Uni<Response> ready() {
        return health.getReadinessAsync().map(ProbeResource::answer);
    }

    private static Response answer(SmallRyeHealth health) {
        return health.isDown()
                ? Response.status(503).entity(new Status("DOWN")).build()
                : Response.ok(new Status("UP")).build();
    }
}
