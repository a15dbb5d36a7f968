package org.theorder.lifeboat.notifier.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers with what is in memory; never touches the database, so it may run on the event loop. */
@ApplicationScoped
public class Pages {
    private static final String CACHE = "public, max-age=15, stale-while-revalidate=86400, stale-if-error=604800";
    private static final String POLICY = "Content-Security-Policy";

    private final PageBuilder builder;
    private final String policy;
    private final Document notFound;

    Pages(PageBuilder builder) {
        this.builder = builder;
        this.policy = builder.renderer().policy();
        this.notFound = builder.renderer().notFound();
    }

    /**
     * 200 with the document, 304 if the reader has it, or the page that says that there is none.
     *
     * @param ifNoneMatch the request's header; null if it has none
     */
    public Response answer(String path, @Nullable String ifNoneMatch) {
        Document document = builder.publication().document(path);
        if (document == null) {
            return notFound();
        }
        boolean known = ifNoneMatch != null && document.matches(ifNoneMatch);
        Response.ResponseBuilder answer = known ? Response.notModified() : Response.ok(document.content());
        return headers(answer, document).build();
    }

    /**
     * A page that is made for one request, in the look of the others; for nobody else to keep.
     *
     * @param template below {@code templates/page/}, without its ending
     */
    public Response forOnce(String template, Map<String, Object> content) {
        Document document = builder.renderer().other(template, content);
        return Response.ok(document.content(), document.contentType())
                .header(POLICY, policy)
                .build();
    }

    /** The newest edition with all its documents; null before anything was read, and once that is too long ago. */
    public @Nullable WholeEdition wholeEdition() {
        return builder.isUpToDate() ? builder.publication().newest().whole(notFound) : null;
    }

    /** The page for an address that means nothing. */
    Response notFound() {
        return headers(Response.status(Response.Status.NOT_FOUND).entity(notFound.content()), notFound)
                .build();
    }

    private Response.ResponseBuilder headers(Response.ResponseBuilder answer, Document document) {
        answer.header(HttpHeaders.CACHE_CONTROL, CACHE).header(HttpHeaders.ETAG, document.entityTag());
        if (document.contentType().equals(Document.HTML)) {
            answer.header(POLICY, policy);
        }
        return answer.type(document.contentType());
    }
}
