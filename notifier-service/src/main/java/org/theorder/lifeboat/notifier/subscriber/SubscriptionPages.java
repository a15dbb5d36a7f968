package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.theorder.lifeboat.notifier.page.Pages;

/** The pages of subscribing, in the look of the status page; nobody keeps a copy of them. */
@ApplicationScoped
class SubscriptionPages {
    private final Pages pages;

    SubscriptionPages(Pages pages) {
        this.pages = pages;
    }

    Response form(Response.Status status, FormView form) {
        return answer(status, "subscribe", Map.of("form", form));
    }

    Response notice(Response.Status status, NoticeView notice) {
        return answer(status, "notice", Map.of("notice", notice));
    }

    private Response answer(Response.Status status, String template, Map<String, Object> content) {
        return Response.fromResponse(pages.forOnce(template, content))
                .status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
