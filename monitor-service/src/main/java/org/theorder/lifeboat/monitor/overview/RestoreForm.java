package org.theorder.lifeboat.monitor.overview;

import jakarta.ws.rs.FormParam;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.monitor.incident.ByHand;
import org.theorder.lifeboat.monitor.overview.Troubles.Trouble;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.monitor.work.RestoreService.Window;
import org.theorder.lifeboat.monitor.work.WorkRequests;

/**
 * A restore as somebody filled it in; what is empty was not given.
 *
 * @param request made when the form was shown: the same is the same restore
 * @param point {@code latest} or {@code time}
 * @param time in UTC, as {@code datetime-local} gives it: {@code 2026-11-22T12:03:38}
 * @param region empty leaves the choice to restore-service
 * @param port empty leaves the restored server stopped
 * @param confirmed the name of the cluster, typed
 */
public record RestoreForm(
        @FormParam("request") String request,
        @FormParam("point") String point,
        @FormParam("time") String time,
        @FormParam("region") String region,
        @FormParam("directory") String directory,
        @FormParam("port") String port,
        @FormParam("confirmed") String confirmed,
        @FormParam("by") String by) {
    private static final int HIGHEST_PORT = 65_535;

    /** What a browser did not send is empty. */
    public RestoreForm {
        request = Objects.requireNonNullElse(request, "");
        point = Objects.requireNonNullElse(point, "latest");
        time = Objects.requireNonNullElse(time, "");
        region = Objects.requireNonNullElse(region, "");
        directory = Objects.requireNonNullElse(directory, "");
        port = Objects.requireNonNullElse(port, "");
        confirmed = Objects.requireNonNullElse(confirmed, "");
        by = Objects.requireNonNullElse(by, "");
    }

    static RestoreForm empty(UUID request) {
        return new RestoreForm(request.toString(), "latest", "", "", "", "", "", "");
    }

    /** What was read. */
    sealed interface Read {
        /** @param purpose the same in words */
        record Sound(RestoreRequested request, String purpose) implements Read {}

        record Wrong(Troubles troubles) implements Read {}
    }

    /** @param windows what can be restored; empty if nobody could say, then restore-service decides */
    Read read(ClusterName cluster, List<Window> windows) {
        List<Trouble> troubles = new ArrayList<>();
        UUID id = read(troubles, "restore", () -> UUID.fromString(request), "The form is damaged: open it again.");
        RegionName from = region.isBlank()
                ? null
                : read(troubles, "region", () -> new RegionName(region), "This is not a region.");
        RecoveryTarget target = target(troubles, from, windows);
        String folder = directory(troubles);
        Integer listen = port.isBlank() ? null : port(troubles);
        String person = null;
        try {
            person = ByHand.person(by, "who asks");
        } catch (LifeboatException e) {
            troubles.add(new Trouble("by", "Say who asks, in at most " + ByHand.LONGEST_NAME + " characters."));
        }
        if (!confirmed.strip().equals(cluster.value())) {
            troubles.add(new Trouble("confirmed", "Type the name of the cluster, " + cluster + ", to confirm."));
        }
        if (!troubles.isEmpty() || id == null || target == null || folder == null || person == null) {
            return new Read.Wrong(new Troubles(troubles));
        }
        RestoreRequested asked = new RestoreRequested(
                new RestoreId("overview-" + id),
                cluster,
                target,
                from,
                new RestoreRequested.Place(folder, listen),
                RestoreMode.LIVE,
                null,
                WorkRequests.from(person));
        return new Read.Sound(asked, purpose(cluster, target, folder));
    }

    private static String purpose(ClusterName cluster, RecoveryTarget target, String folder) {
        String point = target instanceof RecoveryTarget.AtTime at ? Wording.dateAndTime(at.time()) : "the latest point";
        return "restore of " + cluster + " to " + point + " into " + folder;
    }

    private @Nullable RecoveryTarget target(List<Trouble> troubles, @Nullable RegionName from, List<Window> windows) {
        if (point.equals("latest")) {
            return new RecoveryTarget.Latest();
        }
        Instant at = read(
                troubles,
                "time",
                () -> LocalDateTime.parse(time).toInstant(ZoneOffset.UTC),
                "Choose a time, for example 2026-11-22 12:03:38 (UTC).");
        if (at == null) {
            return null;
        }
        if (!windows.isEmpty() && windows.stream().noneMatch(window -> window.has(at, from))) {
            troubles.add(new Trouble(
                    "time",
                    Wording.dateAndTime(at) + " lies in no window" + (from == null ? "" : " of region " + from)
                            + "; the windows stand above."));
            return null;
        }
        return new RecoveryTarget.AtTime(at);
    }

    private @Nullable String directory(List<Trouble> troubles) {
        Path path = read(
                troubles, "directory", () -> Path.of(directory.strip()), "This cannot be the name of a directory.");
        if (path != null && !path.isAbsolute()) {
            troubles.add(new Trouble(
                    "directory", "Give the whole path of the directory on restore-service, beginning with /."));
            return null;
        }
        return path == null ? null : path.toString();
    }

    private @Nullable Integer port(List<Trouble> troubles) {
        Integer number = read(troubles, "port", () -> Integer.valueOf(port.strip()), "A port is a number.");
        if (number != null && (number < 1 || number > HIGHEST_PORT)) {
            troubles.add(new Trouble("port", "A port is a number from 1 to " + HIGHEST_PORT + "."));
            return null;
        }
        return number;
    }

    private interface Reader<T> {
        T read();
    }

    private static <T> @Nullable T read(List<Trouble> troubles, String field, Reader<T> reader, String otherwise) {
        try {
            return reader.read();
        } catch (IllegalArgumentException | DateTimeParseException | LifeboatException e) {
            troubles.add(new Trouble(field, otherwise));
            return null;
        }
    }
}
