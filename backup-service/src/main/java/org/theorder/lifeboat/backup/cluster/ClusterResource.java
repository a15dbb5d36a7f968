package org.theorder.lifeboat.backup.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.replication.SslMode;
import org.theorder.lifeboat.backup.settings.BackupSettings;
import org.theorder.lifeboat.backup.settings.ClusterSettings;
import org.theorder.lifeboat.backup.settings.DurabilitySettings;
import org.theorder.lifeboat.backup.settings.EncryptionSettings;
import org.theorder.lifeboat.backup.settings.LockSettings;
import org.theorder.lifeboat.backup.settings.RetentionSettings;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.backup.settings.VerifySettings;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;

/** The protected clusters over REST. */
@Path("/clusters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Clusters", description = "What is protected")
public class ClusterResource {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterResource.class);
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Clusters clusters;
    private final Registrar registrar;
    private final Event<ClusterWithdrawn> withdrawn;
    private final WithdrawnSlots slots;

    ClusterResource(Clusters clusters, Registrar registrar, Event<ClusterWithdrawn> withdrawn, WithdrawnSlots slots) {
        this.clusters = clusters;
        this.registrar = registrar;
        this.withdrawn = withdrawn;
        this.slots = slots;
    }

    /**
     * A cluster as REST shows it; never its password.
     *
     * @param slot the replication slot on the server
     * @param schedule this and the following: settings as they hold, with the defaults filled in
     * @param systemIdentifier the server that the name is bound to; null before its first connection
     * @param majorVersion of PostgreSQL at registration
     */
    public record ClusterView(
            ClusterName name,
            String host,
            int port,
            String user,
            String database,
            SslMode sslMode,
            List<RegionName> regions,
            Cluster.Origin origin,
            String slot,
            ScheduleSettings schedule,
            RetentionSettings retention,
            DurabilitySettings durability,
            BackupSettings backup,
            VerifySettings verify,
            EncryptionSettings encryption,
            LockSettings lock,
            @Nullable String systemIdentifier,
            @Nullable Integer majorVersion,
            @Nullable Instant registeredAt) {}

    /**
     * What became of a withdrawn cluster.
     *
     * @param slotDropped false if the server still keeps WAL for us; {@code detail} says what to do
     */
    public record Withdrawal(ClusterName name, boolean slotDropped, String detail) {}

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "listClusters", summary = "All protected clusters")
    public List<ClusterView> list() {
        return clusters.all().stream().map(this::view).toList();
    }

    @GET
    @Path("/{name}")
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "getCluster", summary = "One cluster")
    @APIResponse(responseCode = "404", description = "Nobody declared it")
    public ClusterView get(@PathParam("name") ClusterName name) {
        return view(clusters.get(name));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "declareCluster",
            summary = "Protect a cluster",
            description =
                    "WAL streaming begins within seconds, and so does a first full backup, unless schedule.full is off."
                            + " The password is kept and never shown again; a passwordFile keeps it out of the service's database.")
    @APIResponse(responseCode = "201", description = "It is declared")
    @APIResponse(responseCode = "400", description = "The detail names the field that is wrong")
    @APIResponse(responseCode = "409", description = "The name is taken")
    public Response declare(ClusterRequest request) {
        Cluster cluster = clusters.declare(request.draft());
        LOG.info(
                "cluster was declared cluster={} server={}",
                cluster.name(),
                cluster.server().display());
        return Response.created(URI.create("/clusters/" + cluster.name()))
                .entity(view(cluster))
                .build();
    }

    @PATCH
    @Path("/{name}")
    @Consumes({MediaType.APPLICATION_JSON, ClusterPatch.MEDIA_TYPE})
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "changeCluster",
            summary = "Change a declared cluster",
            description = "A JSON Merge Patch (RFC 7396) of what was declared: fields that are left out stay, null goes"
                    + " back to the default. The replication slot and the backups stay; the stream connects anew.")
    @RequestBody(content = @Content(schema = @Schema(implementation = ClusterRequest.class)))
    @APIResponse(responseCode = "200", description = "It is changed")
    @APIResponse(responseCode = "400", description = "The detail names the field that is wrong")
    @APIResponse(responseCode = "404", description = "Nobody declared it")
    @APIResponse(responseCode = "409", description = "It is declared in the configuration")
    public ClusterView change(@PathParam("name") ClusterName name, JsonNode patch) {
        Cluster cluster = clusters.change(name, declared -> ClusterPatch.apply(declared, patch));
        LOG.info("cluster was changed cluster={}", name);
        return view(cluster);
    }

    @DELETE
    @Path("/{name}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "withdrawCluster",
            summary = "Stop protecting a cluster",
            description = "Streaming ends, on whichever replica, and the replication slot is dropped; if it cannot be"
                    + " dropped now, that is tried again for a week. What the repository holds stays, and is"
                    + " found again if the cluster is declared again.")
    @APIResponse(responseCode = "404", description = "Nobody declared it")
    @APIResponse(responseCode = "409", description = "It is declared in the configuration")
    public Withdrawal withdraw(@PathParam("name") ClusterName name) {
        Clusters.Withdrawn gone = clusters.withdraw(name);
        withdrawn.fire(new ClusterWithdrawn(gone.cluster()));
        LOG.info("cluster was withdrawn cluster={}", name);
        return slots.drop(gone)
                .map(reason -> new Withdrawal(
                        name,
                        false,
                        "the replication slot could not be dropped and keeps WAL on the server. That is tried again for a"
                                + " week; or run on the server: SELECT pg_drop_replication_slot('"
                                + gone.cluster().slot() + "'). " + reason.explanation()))
                .orElseGet(() -> new Withdrawal(name, true, "the server keeps no more WAL for Lifeboat"));
    }

    @POST
    @Path("/{name}/registration")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "acceptServer",
            summary = "Accept the server that answers now as this cluster",
            description = "After pg_upgrade or a cluster made anew, the system identifier is another one and everything"
                    + " stops until somebody says that this is meant. The old server's backups stay restorable.")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    @APIResponse(responseCode = "503", description = "The server or every region is out of reach")
    public ClusterView accept(@PathParam("name") ClusterName name) {
        Cluster cluster = clusters.get(name);
        try (PrimaryConnection primary = PrimaryConnection.open(cluster, SILENCE)) {
            registrar.accept(cluster, primary.identity());
        }
        return view(cluster);
    }

    private ClusterView view(Cluster cluster) {
        Optional<ClusterRegistration> bound = bound(cluster);
        ClusterSettings settings = cluster.settings();
        return new ClusterView(
                cluster.name(),
                cluster.server().host(),
                cluster.server().port(),
                cluster.server().user(),
                cluster.database(),
                cluster.server().sslMode(),
                cluster.regions(),
                cluster.origin(),
                cluster.slot(),
                settings.schedule(),
                settings.retention(),
                settings.durability(),
                settings.backup(),
                settings.verify(),
                settings.encryption(),
                settings.lock(),
                bound.map(each -> each.systemIdentifier().toString()).orElse(null),
                bound.map(ClusterRegistration::majorVersion).orElse(null),
                bound.map(ClusterRegistration::registeredAt).orElse(null));
    }

    private Optional<ClusterRegistration> bound(Cluster cluster) {
        try {
            return registrar.known(cluster);
        } catch (LifeboatException e) {
            LOG.debug("registration could not be read cluster={} reason={}", cluster.name(), e.explanation());
            return Optional.empty();
        }
    }
}
