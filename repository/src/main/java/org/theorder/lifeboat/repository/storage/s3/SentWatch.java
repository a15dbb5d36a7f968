package org.theorder.lifeboat.repository.storage.s3;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Knows of each put whether any attempt began to send its body: only then can a failed one have been taken. The body is
 * read for the signature too, therefore it is watched here, behind it.
 */
final class SentWatch implements SdkHttpClient {
    private static final ScopedValue<AtomicBoolean> SENT = ScopedValue.newInstance();

    private final SdkHttpClient client;

    SentWatch(SdkHttpClient client) {
        this.client = client;
    }

    /** Calls with a flag that tells afterwards whether a body was sent; the client works on the caller's thread. */
    static <T> T watching(AtomicBoolean sent, Supplier<T> call) {
        return ScopedValue.where(SENT, sent).call(call::get);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        if (!SENT.isBound() || request.contentStreamProvider().isEmpty()) {
            return client.prepareRequest(request);
        }
        AtomicBoolean sent = SENT.get();
        ContentStreamProvider body = request.contentStreamProvider().get();
        return client.prepareRequest(HttpExecuteRequest.builder()
                .request(request.httpRequest())
                .metricCollector(request.metricCollector().orElse(null))
                .contentStreamProvider(() -> new WatchedBody(body.newStream(), sent))
                .build());
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
