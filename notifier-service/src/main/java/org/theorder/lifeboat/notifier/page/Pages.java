package org.theorder.lifeboat.notifier.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers with what is in memory; never touches the database, so it may run on the event loop. */
@ApplicationScoped
public class Pages {
    /** The header {@code Cache-Control} of everything that is published. */
    public static final String CACHE = "public, max-age=15, stale-while-revalidate=86400, stale-if-error=604800";
    /** For {@code Access-Control-Allow-Origin}. */
    public static final String ANY_ORIGIN = "*";

    private static final String DAY_IN_SECONDS = "86400";
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
        Document document = document(path);
        if (document == null) {
            return answer(Response.status(Response.Status.NOT_FOUND).entity(notFound.content()), notFound);
        }
        boolean known = ifNoneMatch != null && document.matches(ifNoneMatch);
        return answer(known ? Response.notModified() : Response.ok(document.content()), document);
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

    /** The newest edition with all its documents, stale once it is too old; null before anything was read. */
    public @Nullable WholeEdition wholeEdition() {
        return builder.hasBuilt() ? builder.publication().whole(notFound) : null;
    }

    /** A number that is another one as soon as an edition tells something new, and not only newer figures. */
    public long news() {
        return builder.news();
    }

    /** What is published at a path at this moment; null if nothing is. */
    @Nullable
    Document document(String path) {
        return builder.publication().document(path);
    }

    /** The page for an address that means nothing. */
    Document notFoundPage() {
        return notFound;
    }

    /** Everything that an answer with this document says about it, apart from its length; with 304 too. */
    Map<String, String> headers(Document document) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HttpHeaders.CONTENT_TYPE, document.contentType());
        headers.put(HttpHeaders.ETAG, document.entityTag());
        headers.put(HttpHeaders.CACHE_CONTROL, CACHE);
        if (document.contentType().equals(Document.HTML)) {
            headers.put(POLICY, policy);
        } else {
            // scripts of any website may read it, and embed it too
            headers.put("Access-Control-Allow-Origin", ANY_ORIGIN);
            headers.put("Access-Control-Expose-Headers", HttpHeaders.ETAG);
            headers.put("Cross-Origin-Resource-Policy", "cross-origin");
        }
        return headers;
    }

    /** What a browser is told that asks whether scripts of other websites may read. */
    public static Response preflight() {
        return Response.noContent()
                .header("Access-Control-Allow-Origin", ANY_ORIGIN)
                .header("Access-Control-Allow-Methods", "GET, HEAD")
                .header("Access-Control-Allow-Headers", "*")
                .header("Access-Control-Max-Age", DAY_IN_SECONDS)
                .build();
    }

    private Response answer(Response.ResponseBuilder answer, Document document) {
        headers(document).forEach(answer::header);
        return answer.build();
    }
}
