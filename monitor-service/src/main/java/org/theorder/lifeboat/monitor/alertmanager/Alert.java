package org.theorder.lifeboat.monitor.alertmanager;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * An alert as Prometheus sends it to {@code /api/v2/alerts} (Alertmanager's {@code postableAlert}) and as Alertmanager's
 * webhook carries it; we send the same.
 *
 * @param status {@code firing} or {@code resolved}, in the webhook only
 * @param endsAt over from then on, unless it is sent again; null if nobody knows
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Alert(
        @Nullable String status,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable URI generatorURL) {
    /** Alertmanager's {@code resolve_timeout}: an alert without an end that is not sent again is over after this. */
    private static final Duration RESOLVE_TIMEOUT = Duration.ofMinutes(5);

    private static final int LONGEST_NAME = 100;

    /** So many that two sets of labels do not meet, whoever chooses them. */
    private static final int HASHED_BYTES = 8;

    /** A label of what we send, so that we know it when an Alertmanager brings it back. */
    static final Map<String, String> SENT_BY_US = Map.of("sent_by", "lifeboat");

    Map<String, String> knownLabels() {
        return labels == null ? Map.of() : labels;
    }

    /** @throws LifeboatException REQUEST_INVALID if it has none */
    String name() {
        String name = knownLabels().getOrDefault("alertname", "").strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "every alert needs a label alertname of at most " + LONGEST_NAME + " characters");
        }
        return name;
    }

    /** One that we sent: it is an incident already. */
    boolean isOurs() {
        return knownLabels().entrySet().containsAll(SENT_BY_US.entrySet());
    }

    /** The same for the same labels and no others, for example {@code HighLatency/1a2b3c4d5e6f7a8b}. */
    String subject() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(new TreeMap<>(knownLabels()).toString().getBytes(StandardCharsets.UTF_8));
            return name() + "/" + HexFormat.of().formatHex(hash, 0, HASHED_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "this JVM has no SHA-256", e);
        }
    }

    /** When it is over, if it is not sent again. */
    Instant over(Instant now) {
        if ("resolved".equals(status)) {
            return endsAt == null || endsAt.isAfter(now) ? now : endsAt;
        }
        // the webhook says the year 1 for "not yet"; a repetition comes after hours, and an end is always told
        boolean open = endsAt == null || endsAt.isBefore(Instant.EPOCH);
        if (open) {
            return status == null ? now.plus(RESOLVE_TIMEOUT) : Instant.parse("9999-01-01T00:00:00Z");
        }
        return Objects.requireNonNull(endsAt);
    }

    /** What it says, in one line. */
    String summary() {
        Map<String, String> told = annotations == null ? Map.of() : annotations;
        return told.getOrDefault("summary", told.getOrDefault("description", name()));
    }
}
