package org.theorder.lifeboat.notifier.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/** Posts one JSON body and says exactly how that ended. Follows no redirect: who answers with one is not who was asked. */
@ApplicationScoped
public class HttpSender {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    private static final int LONGEST_REASON = 300;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Clock clock;

    public HttpSender(Clock clock) {
        this.clock = clock;
    }

    /**
     * One POST.
     *
     * @param headers besides the content type
     * @param finalAnswer statuses that no further attempt changes
     * @param stillOurs asked directly before the request leaves
     */
    public SendOutcome post(
            Destination to,
            String json,
            Map<String, String> headers,
            IntPredicate finalAnswer,
            BooleanSupplier stillOurs) {
        try {
            String refusal = to.refusal();
            if (refusal != null) {
                return new SendOutcome.Refused(refusal);
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(to.url())
                    .timeout(WHOLE)
                    .header("Content-Type", "application/json")
                    .header("User-Agent", "Lifeboat")
                    .POST(HttpRequest.BodyPublishers.ofString(json));
            headers.forEach(request::header);
            if (!stillOurs.getAsBoolean()) {
                return new SendOutcome.PassedOn();
            }
            return outcome(client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()), finalAnswer);
        } catch (ConnectException | HttpConnectTimeoutException | UnknownHostException e) {
            return SendOutcome.later(
                    to.url().getHost() + " cannot be reached: " + ForeignText.line(e.toString(), LONGEST_REASON));
        } catch (IOException e) {
            return SendOutcome.unknown(
                    to.url().getHost() + " gave no answer: " + ForeignText.line(e.toString(), LONGEST_REASON));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SendOutcome.unknown("the attempt was broken off");
        }
    }

    private SendOutcome outcome(HttpResponse<java.io.InputStream> response, IntPredicate finalAnswer)
            throws IOException {
        int status = response.statusCode();
        String said;
        try (var body = response.body()) {
            said = ForeignText.line(
                    new String(body.readNBytes(4 * LONGEST_REASON), java.nio.charset.StandardCharsets.UTF_8),
                    LONGEST_REASON);
        }
        String answer = "HTTP " + status + (said.isEmpty() ? "" : " " + said);
        if (status >= 200 && status < 300) {
            return new SendOutcome.Accepted(answer);
        }
        if (finalAnswer.test(status)) {
            return new SendOutcome.Refused(answer);
        }
        return new SendOutcome.Later(answer, retryAfter(response).orElse(Duration.ZERO), false);
    }

    /** RFC 9110, section 10.2.3: seconds, or a date. */
    private Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(this::pause)
                .map(pause -> pause.isNegative()
                        ? Duration.ZERO
                        : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }

    private Optional<Duration> pause(String header) {
        if (header.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
        }
        try {
            Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(clock.instant(), until));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
