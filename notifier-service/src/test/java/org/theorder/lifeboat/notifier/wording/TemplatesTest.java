package org.theorder.lifeboat.notifier.wording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.LifeboatException;

class TemplatesTest {
    private static final String CONFIRM = "mail/confirm.txt";
    private static final Map<String, Object> DATA = Map.of(
            "page", Map.of("name", "The Order"), "components", "all", "validFor", "1 d", "confirmUrl", "https://x");

    @TempDir
    Path directory;

    @Test
    void aFileReplacesTheTemplateOfItsNameAndNoOther() throws Exception {
        write(CONFIRM, "Bekräfta: {confirmUrl}");

        Templates templates = new Templates(directory);

        assertThat(templates.render(CONFIRM, DATA)).isEqualTo("Bekräfta: https://x");
        assertThat(templates.render("mail/confirm.html", DATA)).contains("Please confirm");
    }

    @Test
    void aNameThatTheBuiltInOneDoesNotKnowIsRefusedWithFileLineAndReason() throws Exception {
        write(CONFIRM, "One\n\n{confirmUrl} {confirmationUrl}\n");

        assertThatThrownBy(() -> new Templates(directory))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining(directory.resolve(CONFIRM) + ":3: there is no {confirmationUrl}")
                .hasMessageContaining("confirmUrl, page.name, validFor");
    }

    @Test
    void aSectionThatIsNotClosedIsRefusedWithFileLineAndReason() throws Exception {
        write(CONFIRM, "One\n{#if page.name}\nnever closed\n");

        assertThatThrownBy(() -> new Templates(directory))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining(directory.resolve(CONFIRM) + ":3: ")
                .hasMessageContaining("unterminated section [if]");
    }

    @Test
    void aFileThatReplacesNothingIsRefused() throws Exception {
        write("mail/confrim.txt", "x");

        assertThatThrownBy(() -> new Templates(directory)).hasMessageContaining("confrim.txt replaces nothing");
    }

    @Test
    void aDirectoryThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> new Templates(directory.resolve("none")))
                .hasMessageContaining("lifeboat.notifier.templates.directory");
    }

    @Test
    void aChangeCountsWithoutARestartAndABadOneChangesNothing() throws Exception {
        write(CONFIRM, "first {confirmUrl}");
        Templates templates = new Templates(directory);
        assertThat(templates.readAgain()).isFalse();

        write(CONFIRM, "second {confirmUrl}");
        assertThat(templates.readAgain()).isTrue();
        assertThat(templates.render(CONFIRM, DATA)).isEqualTo("second https://x");

        write(CONFIRM, "third {confirmUrl");
        write("mail/confirm.html", "{nothing}");
        assertThatThrownBy(templates::readAgain).isInstanceOf(LifeboatException.class);
        assertThat(templates.render(CONFIRM, DATA)).isEqualTo("second https://x");

        Files.delete(directory.resolve(CONFIRM));
        Files.delete(directory.resolve("mail/confirm.html"));
        assertThat(templates.readAgain()).isTrue();
        assertThat(templates.render(CONFIRM, DATA)).contains("Somebody, probably you");
    }

    @Test
    void whatFailsOnlyWhenItIsRenderedIsSaidInTheBuiltInWords() throws Exception {
        write(CONFIRM, "{#for page in components}{page.name}{/for}{confirmUrl}");
        Templates templates = new Templates(directory);

        assertThat(templates.render(CONFIRM, DATA)).contains("Somebody, probably you");
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
