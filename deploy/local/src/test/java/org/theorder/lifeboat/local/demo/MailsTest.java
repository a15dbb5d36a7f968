package org.theorder.lifeboat.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailsTest {
    @TempDir
    Path folder;

    @Test
    void onlyMailSinceTheBeginningCounts() throws IOException {
        mail("1.eml", "Delivered-To: team@example.org\r\nSubject: yesterday\r\n");
        Mails mails = new Mails(folder);
        mail("2.eml", "Delivered-To: team@example.org\r\nSubject: today\r\n");
        mail("3.eml", "Delivered-To: others@example.org\r\nSubject: today\r\n");
        assertThat(mails.to("team@example.org"))
                .extracting(mail -> mail.header("subject"))
                .containsExactly("today");
    }

    @Test
    void answerNamesTheFirstMailInBothHeaders() throws IOException {
        Mails mails = new Mails(folder);
        mail("1.eml", "Delivered-To: a@b.org\r\nMessage-ID: <one@lifeboat>\r\n");
        mail("2.eml", "Delivered-To: a@b.org\r\nIn-Reply-To:\r\n <one@lifeboat>\r\nReferences: <one@lifeboat>\r\n");
        mail("3.eml", "Delivered-To: a@b.org\r\nIn-Reply-To: <one@lifeboat>\r\n");
        List<Mails.Mail> all = mails.to("a@b.org");
        assertThat(all.get(1).answers(all.get(0))).isTrue();
        assertThat(all.get(2).answers(all.get(0))).isFalse();
        assertThat(all.get(0).answers(all.get(1))).isFalse();
    }

    @Test
    void mailThatIsSentAgainCountsOnce() throws IOException {
        Mails mails = new Mails(folder);
        mail("1.eml", "Delivered-To: a@b.org\r\nMessage-ID: <one@lifeboat>\r\n");
        mail("2.eml", "Delivered-To: a@b.org\r\nMessage-ID: <one@lifeboat>\r\n");
        mail("3.eml", "Delivered-To: a@b.org\r\nMessage-ID: <two@lifeboat>\r\n");
        assertThat(mails.to("a@b.org"))
                .extracting(mail -> mail.file().getFileName().toString())
                .containsExactly("1.eml", "3.eml");
    }

    private void mail(String name, String headers) throws IOException {
        Files.writeString(folder.resolve(name), headers + "\r\nIn-Reply-To: not a header\r\n");
    }
}
