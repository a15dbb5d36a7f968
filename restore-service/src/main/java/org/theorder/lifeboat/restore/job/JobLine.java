package org.theorder.lifeboat.restore.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreOutcome;

/**
 * One line of a pod's log: how far the restore is, or at last how it ended. What else is in the log is no such line.
 *
 * @param progress null in the last line
 * @param outcome null until the end
 */
public record JobLine(
        Progress.@Nullable Snapshot progress, @Nullable RestoreOutcome outcome) {
    private static final ObjectMapper JSON =
            EventJson.strict(new ObjectMapper()).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "a line cannot be written as JSON", e);
        }
    }

    /** Empty for what somebody else has written. */
    public static Optional<JobLine> read(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JobLine read = JSON.readValue(line, JobLine.class);
            return Optional.of(read).filter(known -> known.progress != null || known.outcome != null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
