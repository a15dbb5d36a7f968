package org.theorder.lifeboat.monitor.overview;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.monitor.objective.ObjectiveReport;
import org.theorder.lifeboat.monitor.objective.ObjectiveReports;

/** What was promised and what was reached, for people. */
@Path("/overview")
@Tag(name = "objectives")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class ObjectivesResource {
    private final ObjectiveReports reports;
    private final Clock clock;

    ObjectivesResource(ObjectiveReports reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    @GET
    @Path("/objectives")
    @Produces(OverviewResource.HTML)
    @Operation(summary = "RPO and RTO reached per cluster and day for the last 90 days, as HTML")
    public Response objectives() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Objectives page = new ObjectivesBuilder(today).build(reports.all());
        return PageFrame.page(
                Response.Status.OK,
                Templates.objectives(page, new PageFrame("/overview/objectives", false, false))
                        .render());
    }

    @GET
    @Path("/objectives.csv")
    @Produces("text/csv;charset=UTF-8")
    @Operation(
            summary = "The same as a table: a line for each cluster, day and region; seconds, and shares from 0 to 1")
    public Response table() {
        return Response.ok(csv(reports.all()))
                .header("Content-Disposition", "attachment; filename=\"objectives.csv\"")
                .build();
    }

    /** Regions are empty in a line about the recovery time. Names have no commas, quotes or signs of a formula. */
    static String csv(List<ObjectiveReport> reports) {
        StringBuilder lines =
                new StringBuilder("day,cluster,region,objective,goal_seconds,worst_seconds,met,unknown,restores\r\n");
        for (ObjectiveReport report : reports) {
            report.days().forEach(day -> {
                day.regions()
                        .forEach(region -> lines.append(String.join(
                                        ",",
                                        day.day().toString(),
                                        report.cluster(),
                                        region.region(),
                                        "rpo",
                                        String.valueOf(
                                                report.recoveryPointObjective().toSeconds()),
                                        String.valueOf(
                                                region.worstRecoveryPoint().toMillis() / 1000.0),
                                        String.valueOf(region.met()),
                                        String.valueOf(region.unknown()),
                                        ""))
                                .append("\r\n"));
                if (day.worstRecoveryTime() != null) {
                    lines.append(String.join(
                                    ",",
                                    day.day().toString(),
                                    report.cluster(),
                                    "",
                                    "rto",
                                    String.valueOf(
                                            report.recoveryTimeObjective().toSeconds()),
                                    String.valueOf(day.worstRecoveryTime().toMillis() / 1000.0),
                                    "",
                                    "",
                                    String.valueOf(day.restores())))
                            .append("\r\n");
                }
            });
        }
        return lines.toString();
    }
}
