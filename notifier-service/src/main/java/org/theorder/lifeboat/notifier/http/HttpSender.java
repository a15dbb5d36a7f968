package org.theorder.lifeboat.notifier.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/** Sends one request and says exactly how that ended. Follows no redirect: who answers with one is not who was asked. */
@ApplicationScoped
public class HttpSender {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    private static final int LONGEST_REASON = 300;
    private static final int LONGEST_ANSWER = 4 * LONGEST_REASON;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Clock clock;
    private final Duration whole;

    @Inject
    public HttpSender(Clock clock) {
        this(clock, WHOLE);
    }

    /** @param whole the longest time from the connection to the end of the answer */
    public HttpSender(Clock clock, Duration whole) {
        this.clock = clock;
        this.whole = whole;
    }

    /**
     * One POST to a recipient.
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
            if (!stillOurs.getAsBoolean()) {
                return new SendOutcome.PassedOn();
            }
            return outcome(ask(to.url(), "POST", json, headers, LONGEST_ANSWER), finalAnswer);
        } catch (IOException e) {
            return failed(to.url(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SendOutcome.unknown("the attempt was broken off");
        }
    }

    /**
     * One request, from the connection to the end of the answer within half a minute. The address is asked wherever it
     * leads: it must be one that whoever runs the notifier has chosen.
     *
     * @param json null for none
     * @param longestAnswer how many bytes of the answer are read
     * @throws IOException if there was no answer; see {@link #failed}
     */
    public Reply ask(URI url, String method, @Nullable String json, Map<String, String> headers, int longestAnswer)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("User-Agent", "Lifeboat")
                .method(
                        method,
                        json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        // the client's own limit of time ends with the answer's head: a server that drips its body would hold us for
        // ever
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.build(), head -> new FirstBytes(longestAnswer));
        try {
            HttpResponse<byte[]> response = answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
            return new Reply(
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8),
                    retryAfter(response).orElse(Duration.ZERO));
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no end after " + whole.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** What an attempt without an answer means: if the other side was reached, nobody knows whether it has the message. */
    public static SendOutcome failed(URI url, IOException failure) {
        String why = ForeignText.line(failure.toString(), LONGEST_REASON);
        return switch (failure) {
            case ConnectException unreachable -> SendOutcome.later(url.getHost() + " cannot be reached: " + why);
            case HttpConnectTimeoutException unreachable ->
                SendOutcome.later(url.getHost() + " cannot be reached: " + why);
            case UnknownHostException unreachable -> SendOutcome.later(url.getHost() + " cannot be found: " + why);
            default -> SendOutcome.unknown(url.getHost() + " gave no answer: " + why);
        };
    }

    private static SendOutcome outcome(Reply reply, IntPredicate finalAnswer) {
        if (reply.isSuccess()) {
            return new SendOutcome.Accepted(reply.shown());
        }
        if (finalAnswer.test(reply.status())) {
            return new SendOutcome.Refused(reply.shown());
        }
        return new SendOutcome.Later(reply.shown(), reply.retryAfter(), false);
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
