package org.theorder.lifeboat.notifier.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.mail.MailServer;
import org.theorder.lifeboat.notifier.mail.MailSettings;
import org.theorder.lifeboat.notifier.wording.Templates;

class ConfirmationComposerTest {
    @Test
    void theMailReadsAsIntended() throws Exception {
        Message message = composer().compose(7, wish("reader@example.org", List.of("shop", "ledger")));

        Words shown = new Words(message.text(), message.html())
                .with(Placeholder.CONFIRM, "https://status.the-order.org/confirm/TOKEN");
        Golden.check("mail-confirm.txt", shown.text().getBytes(StandardCharsets.UTF_8));
        Golden.check("mail-confirm.html", shown.html().getBytes(StandardCharsets.UTF_8));
        assertThat(message.subject()).isEqualTo("[The Order] Please confirm your subscription");
    }

    @Test
    void aWebhookIsAskedTheSameAsJson() throws Exception {
        Message message = composer().compose(7, wish("https://hooks.example.org/a", List.of("shop")));

        JsonNode body = new ObjectMapper().readTree(message.text());
        assertThat(body.path("type").asText()).isEqualTo("subscription.confirm");
        assertThat(body.at("/data/components/0").asText()).isEqualTo("shop");
        assertThat(body.at("/data/confirm_url").asText()).isEqualTo(Placeholder.CONFIRM.text());
    }

    private static Wish wish(String address, List<String> components) {
        return new Wish(Address.parse(address), components, ZoneOffset.UTC);
    }

    private static ConfirmationComposer composer() throws AddressException {
        Duration second = Duration.ofSeconds(1);
        MailServer mail = new MailServer(
                "127.0.0.1",
                25,
                MailSettings.Security.NONE,
                null,
                null,
                null,
                new InternetAddress("lifeboat@the-order.org"),
                "the-order.org",
                null,
                second,
                second,
                second);
        return new ConfirmationComposer(
                new Templates(),
                Scenes.IDENTITY,
                mail,
                new Names(Scenes.catalog()),
                Settings.of(SubscriberSettings.class, Map.of()));
    }
}
