package org.theorder.lifeboat.monitor.overview;

import jakarta.ws.rs.FormParam;
import java.util.Objects;
import java.util.UUID;

/**
 * A backup as somebody filled it in.
 *
 * @param request made when the form was shown: the same is the same backup
 * @param kind {@code full} or {@code incremental}
 */
public record BackupForm(
        @FormParam("request") String request,
        @FormParam("kind") String kind,
        @FormParam("by") String by) {

    /** What a browser did not send is empty. */
    public BackupForm {
        request = Objects.requireNonNullElse(request, "");
        kind = Objects.requireNonNullElse(kind, "");
        by = Objects.requireNonNullElse(by, "");
    }

    static BackupForm empty(UUID request) {
        return new BackupForm(request.toString(), "incremental", "");
    }
}
