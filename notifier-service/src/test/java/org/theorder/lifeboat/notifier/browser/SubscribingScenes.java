package org.theorder.lifeboat.notifier.browser;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.PageRenderer;
import org.theorder.lifeboat.notifier.subscriber.FormView;
import org.theorder.lifeboat.notifier.subscriber.NoticeView;

/** The pages of subscribing, in every state. */
final class SubscribingScenes {
    private static final String READER = "r…@example.org";
    private static final String WEBHOOK = "https://hooks.example.org/…";

    private SubscribingScenes() {}

    static Map<String, Document> states(PageRenderer renderer) {
        Map<String, Document> states = new LinkedHashMap<>();
        states.put("subscribe", form(renderer, null, "", Set.of()));
        states.put(
                "subscribe-fault",
                form(
                        renderer,
                        "That is no mail address; it looks like name@example.org.",
                        "reader@example",
                        Set.of("shop")));
        states.put("subscribe-check-mail", notice(renderer, NoticeView.checkYourMail("1 d")));
        states.put("subscribe-check-webhook", notice(renderer, NoticeView.checkYourWebhook("1 d")));
        states.put("subscribe-confirm", notice(renderer, NoticeView.confirm(READER, "Shop database", "/subscribe")));
        states.put("subscribe-done", notice(renderer, NoticeView.confirmed(READER, "Shop database", null)));
        states.put(
                "subscribe-done-webhook",
                notice(
                        renderer,
                        NoticeView.confirmed(
                                WEBHOOK, "all components", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")));
        states.put("unsubscribe", notice(renderer, NoticeView.unsubscribe(READER, "/unsubscribe")));
        states.put("unsubscribed", notice(renderer, NoticeView.unsubscribed()));
        states.put("link-is-over", notice(renderer, NoticeView.linkIsOver()));
        return states;
    }

    private static Document form(PageRenderer renderer, String fault, String to, Set<String> chosen) {
        FormView form = FormView.of(fault, to, Scenes.catalog().components(), chosen, "Europe/Stockholm");
        return renderer.other("subscribe", Map.of("form", form));
    }

    private static Document notice(PageRenderer renderer, NoticeView notice) {
        return renderer.other("notice", Map.of("notice", notice));
    }
}
