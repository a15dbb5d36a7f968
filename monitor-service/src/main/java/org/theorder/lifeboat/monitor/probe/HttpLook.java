package org.theorder.lifeboat.monitor.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.theorder.lifeboat.monitor.rule.Reading;

/** Good if a GET answers 2xx; redirects are not followed, the body is not read. A server that we do not trust is up. */
record HttpLook(HttpClient client, Trust trust, URI url, Duration timeout, Outage outage) implements Look {
    @Override
    public Reading read() {
        long start = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("User-Agent", "lifeboat-monitor")
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            response.body().close();
            int status = response.statusCode();
            return status >= 200 && status < 300
                    ? Outage.answered(start, "answered " + status)
                    : outage.because(outage.where() + " answered " + status);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return trust.refusal(outage.where(), e)
                    .<Reading>map(Reading.Unknown::new)
                    .orElseGet(() -> outage.because("no answer from " + outage.where() + ": " + reason));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return outage.late(timeout);
        }
    }

    @Override
    public Reading late(Duration limit) {
        return outage.late(limit);
    }
}
