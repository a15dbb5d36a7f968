package org.theorder.lifeboat.monitor.alertmanager;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.Trust;
import org.theorder.lifeboat.monitor.wording.Wording;

/** The Alertmanager that is told of our incidents, and how we prove who we are. */
final class AlertTarget implements AutoCloseable {
    private static final String PREFIX = "lifeboat.monitor.alertmanager.";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI url;
    private final Login login;
    private final ObjectMapper mapper;
    private final HttpClient http;

    private sealed interface Login {
        record None() implements Login {}

        record Token(Path file) implements Login {}

        record Password(String user, Path file) implements Login {}
    }

    private AlertTarget(URI url, Login login, Trust trust, ObjectMapper mapper) {
        this.url = url;
        this.login = login;
        this.mapper = mapper;
        this.http = trust.apply(HttpClient.newBuilder()).connectTimeout(TIMEOUT).build();
    }

    /**
     * The one of the configuration; empty if there is none.
     *
     * @throws LifeboatException CONFIGURATION_INVALID naming the key
     */
    static Optional<AlertTarget> of(AlertmanagerConfiguration configuration, ObjectMapper mapper) {
        return configuration
                .url()
                .map(url -> new AlertTarget(
                        Configured.url(PREFIX + "url", url).resolve("api/v2/alerts"),
                        login(configuration),
                        Trust.of(PREFIX + "ca-file", configuration.caFile()),
                        mapper));
    }

    private static Login login(AlertmanagerConfiguration configuration) {
        Optional<Path> token = configuration.tokenFile().map(file -> Configured.path(PREFIX + "token-file", file));
        Optional<Path> password =
                configuration.passwordFile().map(file -> Configured.path(PREFIX + "password-file", file));
        if (configuration.user().isPresent() != password.isPresent()) {
            throw Configured.invalid(PREFIX + "user", "and password-file are set both or not at all");
        }
        if (token.isPresent() && password.isPresent()) {
            throw Configured.invalid(PREFIX + "token-file", "and user are two ways to log in: set one");
        }
        return token.<Login>map(Login.Token::new)
                .or(() -> configuration.user().flatMap(user -> password.map(file -> new Login.Password(user, file))))
                .orElseGet(Login.None::new);
    }

    /** @return what went wrong; empty if nothing did */
    String send(List<Alert> alerts) throws InterruptedException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(alerts)));
            authorization().ifPresent(value -> request.header("Authorization", value));
            HttpResponse<Void> answer = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() / 100 == 2 ? "" : "answered " + answer.statusCode();
        } catch (IOException e) {
            return Wording.line(e.toString());
        } catch (IllegalArgumentException e) {
            // its message repeats the header, which is the secret
            return "the token or password holds characters that no header may hold";
        }
    }

    private Optional<String> authorization() throws IOException {
        return switch (login) {
            case Login.None() -> Optional.empty();
            case Login.Token(Path file) -> Optional.of("Bearer " + secret(file));
            case Login.Password(String user, Path file) ->
                Optional.of("Basic "
                        + Base64.getEncoder()
                                .encodeToString((user + ":" + secret(file)).getBytes(StandardCharsets.UTF_8)));
        };
    }

    private static String secret(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
