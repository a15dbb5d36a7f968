package org.theorder.lifeboat.notifier.mail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.delivery.Alarm;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.wording.Templates;

/** Mails that are about no incident. */
class MailGoldenTest {
    @Test
    void theAlarmAboutAMessageThatReachedNobody() {
        Message message = new Message(
                Scenes.outage().id(),
                Telling.Kind.OPENED,
                "opened",
                "[The Order] Shop database does not answer",
                "",
                "",
                "<opened@the-order.org>",
                false);
        Delivery dead = new Delivery(7, "mail", "database-team@the-order.org", 1, message, null, Instant.EPOCH, 1, 1);
        String words = Alarm.words(dead, "550 5.1.1 <database-team@the-order.org>: no such user.");

        golden("mail-alarm", "mail/alarm", Map.of("page", Scenes.IDENTITY, "words", words));
        golden("mail-alarm-drill", "mail/alarm", Map.of("page", Scenes.DRILL, "words", words));
    }

    @Test
    void theTestMessageOfTheDay() {
        golden("mail-canary", "mail/canary", Map.of("page", Scenes.IDENTITY));
    }

    private static void golden(String name, String template, Map<String, Object> data) {
        for (String ending : new String[] {".txt", ".html"}) {
            String text = new Templates().render(template + ending, data);
            Golden.check(name + ending, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
