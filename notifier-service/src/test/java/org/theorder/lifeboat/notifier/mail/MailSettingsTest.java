package org.theorder.lifeboat.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.notifier.Settings;

class MailSettingsTest {
    private static final String PREFIX = "lifeboat.notifier.mail.";

    @Test
    void byDefaultNothingIsSentInTheClear() {
        MailServer server = server(Map.of());

        assertThat(server.port()).isEqualTo(587);
        assertThat(server.domain()).isEqualTo("the-order.org");
        assertThat(server.properties())
                .containsEntry("mail.smtp.starttls.required", "true")
                .containsEntry("mail.smtp.ssl.checkserveridentity", "true")
                .containsEntry("mail.smtp.auth", "false");
    }

    @Test
    void eachKindOfConnectionHasItsPort() {
        assertThat(server(Map.of(PREFIX + "security", "TLS")).port()).isEqualTo(465);
        assertThat(server(Map.of(PREFIX + "security", "NONE")).port()).isEqualTo(25);
        assertThat(server(Map.of(PREFIX + "security", "none", PREFIX + "port", "2525"))
                        .port())
                .isEqualTo(2525);
    }

    @Test
    void thePasswordIsReadFromItsFileAndNeverShown(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "s3cret\n");

        MailServer server = server(Map.of(PREFIX + "username", "lifeboat", PREFIX + "password-file", file.toString()));

        assertThat(server.secret()).isEqualTo("s3cret");
        assertThat(server.toString()).doesNotContain("s3cret");
        assertThat(server(Map.of(PREFIX + "username", "u", PREFIX + "password", "s3cret"))
                        .toString())
                .doesNotContain("s3cret");
    }

    @Test
    void everyMistakeNamesItsKey() {
        refused("from", Map.of(PREFIX + "from", "nobody"));
        refused("from", Map.of(PREFIX + "from", "a@example.org, b@example.org"));
        refused("from", Map.of(PREFIX + "from", "A <a@example.org>\r\nBcc: b@example.org"));
        refused("domain", Map.of(PREFIX + "domain", "not a domain"));
        refused("security", Map.of(PREFIX + "username", "u", PREFIX + "password", "p", PREFIX + "security", "NONE"));
        refused("username", Map.of(PREFIX + "username", "u"));
        refused("username", Map.of(PREFIX + "password", "p"));
        refused(
                "password-file",
                Map.of(PREFIX + "username", "u", PREFIX + "password", "p", PREFIX + "password-file", "/p"));
        refused("port", Map.of(PREFIX + "port", "70000"));
        refused("deadline", Map.of(PREFIX + "deadline", "0s"));
        refused("answer-timeout", Map.of(PREFIX + "answer-timeout", "0s"));
        refused("connect-timeout", Map.of(PREFIX + "connect-timeout", "0s"));
    }

    private static void refused(String key, Map<String, String> properties) {
        assertThatThrownBy(() -> server(properties)).hasMessageContaining(PREFIX + key);
    }

    private static MailServer server(Map<String, String> properties) {
        return MailServer.of(Settings.of(MailSettings.class, properties));
    }
}
