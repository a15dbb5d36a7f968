package org.theorder.lifeboat.edge.problem;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RequiredFields;

/** A body that is read as a record has every component that is not {@code @Nullable}, or the request is refused. */
@Provider
final class RequiredInBody implements ReaderInterceptor {
    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        Object body = context.proceed();
        if (context.getType().isRecord()) {
            RequiredFields.firstMissing(body).ifPresent(fault -> {
                throw new BodyIncomplete(fault);
            });
        }
        return body;
    }
}
