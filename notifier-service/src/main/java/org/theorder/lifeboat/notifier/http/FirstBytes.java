package org.theorder.lifeboat.notifier.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** The beginning of an answer. */
final class FirstBytes {
    private FirstBytes() {}

    /** Complete as soon as so many bytes are there, or the answer has ended. */
    static Future<Buffer> of(HttpClientResponse response, int most) {
        Buffer taken = Buffer.buffer();
        Promise<Buffer> whole = Promise.promise();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(_ -> whole.tryComplete(taken));
        response.handler(chunk -> {
            taken.appendBuffer(chunk, 0, Math.min(chunk.length(), most - taken.length()));
            if (taken.length() == most) {
                response.pause();
                whole.tryComplete(taken);
            }
        });
        return whole.future();
    }
}
