package org.theorder.lifeboat.notifier.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/**
 * Sends one request and says exactly how that ended. Connects to the address that was looked at, and not to a name, which
 * might mean another one by then. Follows no redirect: who answers with one is not who was asked.
 */
@ApplicationScoped
public class HttpSender {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    private static final int LONGEST_REASON = 300;
    private static final int LONGEST_ANSWER = 4 * LONGEST_REASON;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    // how many ask at once is for the channels to say
    private static final int CONNECTIONS = 1_000;

    private final HttpClient client;
    private final @Nullable ProxyOptions proxy;
    private final NameService names;
    private final Clock clock;
    private final Duration whole;

    @Inject
    public HttpSender(Vertx vertx, HttpSettings settings, Clock clock) {
        this(vertx, NameService.SYSTEM, clock, WHOLE, Egress.of(settings));
    }

    /** @param whole the longest time from the connection to the end of the answer */
    public HttpSender(Vertx vertx, NameService names, Clock clock, Duration whole) {
        this(vertx, names, clock, whole, Egress.DIRECT);
    }

    HttpSender(Vertx vertx, NameService names, Clock clock, Duration whole, Egress egress) {
        // a connection that was used before may be closed by the other side just when it is used again
        this.client = vertx.createHttpClient(
                egress.trusting(
                        new HttpClientOptions().setKeepAlive(false).setConnectTimeout((int) CONNECT.toMillis())),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.proxy = egress.proxyOptions();
        this.names = names;
        this.clock = clock;
        this.whole = whole;
    }

    private HttpSender(HttpSender other, Duration whole) {
        this.client = other.client;
        this.proxy = other.proxy;
        this.names = other.names;
        this.clock = other.clock;
        this.whole = whole;
    }

    /** The same way out, for those who cannot wait for half a minute. */
    public HttpSender within(Duration longest) {
        return new HttpSender(this, longest);
    }

    /** Of whom an operator has chosen. Where there is a proxy, a name outside may be known to nobody but it: then none. */
    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        try {
            return names.lookUp(host);
        } catch (UnknownHostException e) {
            if (proxy == null) {
                throw e;
            }
            return List.of();
        }
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
            return switch (to.route(to.insideAllowed() ? this::lookUp : names)) {
                case Route.Inside inside -> new SendOutcome.Refused(inside.why());
                case Route.Open open -> {
                    long deadline = deadline();
                    HttpClientRequest request = connect(to, HttpMethod.POST, open.addresses(), deadline);
                    if (!stillOurs.getAsBoolean()) {
                        request.reset();
                        yield new SendOutcome.PassedOn();
                    }
                    yield outcome(answer(request, json, headers, LONGEST_ANSWER, deadline), finalAnswer);
                }
            };
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
        long deadline = deadline();
        HttpClientRequest request =
                connect(new Destination(url, true), HttpMethod.valueOf(method), lookUp(url.getHost()), deadline);
        return answer(request, json, headers, longestAnswer, deadline);
    }

    /** What an attempt without an answer means: if the other side was reached, nobody knows whether it has the message. */
    public static SendOutcome failed(URI url, IOException failure) {
        return switch (failure) {
            case ConnectException unreachable ->
                SendOutcome.later(url.getHost() + " cannot be reached: " + why(unreachable));
            case UnknownHostException unknown -> SendOutcome.later(url.getHost() + " cannot be found: " + why(unknown));
            default -> SendOutcome.unknown(url.getHost() + " gave no answer: " + why(failure));
        };
    }

    /**
     * A connection, with TLS if the URL says so, to the first address that takes one; its certificate must be that of the
     * URL's host.
     *
     * @throws ConnectException if none does: nothing was sent
     */
    private HttpClientRequest connect(Destination to, HttpMethod method, List<InetAddress> addresses, long deadline)
            throws IOException, InterruptedException {
        URI url = to.url();
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? HTTPS : HTTP;
        String query = url.getRawQuery();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setSsl(secure)
                .setHost(url.getHost())
                .setPort(port)
                .setURI(query == null ? path : path + "?" + query);
        List<SocketAddress> servers = new ArrayList<>();
        for (InetAddress address : addresses) {
            // without its name, which nobody is to look up again
            InetAddress checked = InetAddress.getByAddress(address.getAddress());
            servers.add(SocketAddress.inetSocketAddress(new InetSocketAddress(checked, port)));
        }
        boolean outside = addresses.stream().noneMatch(SpecialAddresses::contain);
        // without TLS a proxy is told a name, and looks it up itself: only for those who may lie anywhere
        if (proxy != null && outside && (secure || to.insideAllowed())) {
            options.setProxyOptions(proxy);
            servers = to.insideAllowed() ? List.of(SocketAddress.inetSocketAddress(port, url.getHost())) : servers;
        }
        ConnectException failure = new ConnectException("there is no address");
        for (SocketAddress server : servers) {
            Future<HttpClientRequest> connection = client.request(options.setServer(server));
            try {
                // every failure after this one is the response's, too
                return await(connection, deadline).exceptionHandler(_ -> {});
            } catch (InterruptedException e) {
                connection.onSuccess(HttpClientRequest::reset);
                throw e;
            } catch (IOException e) {
                connection.onSuccess(HttpClientRequest::reset);
                failure = new ConnectException(why(e));
                failure.initCause(e);
            }
        }
        throw failure;
    }

    /** Reads the beginning of the answer and leaves the rest, however much the other side would send. */
    private Reply answer(
            HttpClientRequest request,
            @Nullable String json,
            Map<String, String> headers,
            int longestAnswer,
            long deadline)
            throws IOException, InterruptedException {
        request.putHeader("User-Agent", "Lifeboat");
        headers.forEach(request::putHeader);
        // before anything is sent, so that no part of the answer is there before it is awaited
        Future<Reply> reply = request.response().compose(response -> reply(response, longestAnswer));
        if (json == null) {
            request.end();
        } else {
            request.putHeader("Content-Type", "application/json").end(json);
        }
        try {
            return await(reply, deadline);
        } finally {
            // nothing happens if it has ended
            request.reset();
        }
    }

    private Future<Reply> reply(HttpClientResponse response, int longest) {
        Duration pause = Optional.ofNullable(response.getHeader("Retry-After"))
                .flatMap(this::pause)
                .map(asked ->
                        asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked)
                .orElse(Duration.ZERO);
        return FirstBytes.of(response, longest)
                .map(body -> new Reply(response.statusCode(), body.toString(StandardCharsets.UTF_8), pause));
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

    private long deadline() {
        return System.nanoTime() + whole.toNanos();
    }

    private <T> T await(Future<T> future, long deadline) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no end after " + whole.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private static String why(IOException failure) {
        return ForeignText.line(String.valueOf(failure.getMessage()), LONGEST_REASON);
    }

    /** RFC 9110, section 10.2.3: seconds, or a date. */
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
