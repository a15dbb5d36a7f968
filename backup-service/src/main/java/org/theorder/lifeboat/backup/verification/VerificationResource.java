package org.theorder.lifeboat.backup.verification;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.repository.records.Verification;

/** Reading a backup back, over REST. */
@Path("/clusters/{name}/backups/{backup}/verification")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Verification", description = "What was read back, and what it showed")
public class VerificationResource {
    private final Clusters clusters;
    private final Verifications verifications;

    VerificationResource(Clusters clusters, Verifications verifications) {
        this.clusters = clusters;
        this.verifications = verifications;
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "verifyBackup",
            summary = "Read a backup and its WAL back in every open region, now",
            description =
                    "Answers when everything was read, at the rate of lifeboat.verification.max-bytes-per-second: one answer"
                            + " per region, which says what exactly was shown and which objects are damaged.")
    @APIResponse(responseCode = "404", description = "No open region has it")
    @APIResponse(responseCode = "409", description = "The cluster's backups are being read back at this moment")
    @APIResponse(responseCode = "503", description = "A region cannot be read; that is no verdict")
    public List<Verification> verify(@PathParam("name") ClusterName name, @PathParam("backup") BackupId backup) {
        return verifications.verify(clusters.get(name), backup);
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "listVerifications", summary = "Every reading back of a backup, the oldest first")
    public List<Verification> list(@PathParam("name") ClusterName name, @PathParam("backup") BackupId backup) {
        return verifications.of(clusters.get(name), backup);
    }
}
