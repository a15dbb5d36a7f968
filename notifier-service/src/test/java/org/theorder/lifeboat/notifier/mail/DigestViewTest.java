package org.theorder.lifeboat.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.delivery.HeldMessage;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Templates;

class DigestViewTest {
    @Test
    void whatBeganAndEndedInTheNightSaysBoth() {
        DigestView view = DigestView.of(
                Scenes.IDENTITY,
                List.of(
                        held(1, "slow-1", Telling.Kind.OPENED, "[The Order] Shop is slow", "2026-11-22T22:14:03Z"),
                        held(
                                2,
                                "full-1",
                                Telling.Kind.OPENED,
                                "[The Order] <b>Disk</b> is 81 % full",
                                "2026-11-23T01:00:00Z"),
                        held(
                                3,
                                "slow-1",
                                Telling.Kind.RESOLVED,
                                "Re: [The Order] Shop is slow",
                                "2026-11-23T02:02:00Z")),
                new ReaderZone(ZoneId.of("Europe/Stockholm")));

        assertThat(view.items()).extracting(DigestView.Item::state).containsExactly("over", "still open");
        Map<String, Object> data = Map.of("digest", view);
        golden("mail-digest.txt", new Templates().render("mail/digest.txt", data));
        golden("mail-digest.html", new Templates().render("mail/digest.html", data));
    }

    @Test
    void whatIsOverStaysSoWhateverIsSaidAfterwards() {
        DigestView view = DigestView.of(
                Scenes.IDENTITY,
                List.of(
                        held(1, "slow-1", Telling.Kind.RESOLVED, "[The Order] Shop is slow", "2026-11-22T22:14:03Z"),
                        held(2, "slow-1", Telling.Kind.UPDATED, "[The Order] Shop is slow", "2026-11-23T01:00:00Z")),
                ReaderZone.UTC);

        assertThat(view.items()).extracting(DigestView.Item::state).containsExactly("over");
    }

    @Test
    void aDigestOfADrillSaysSo() {
        DigestView view = DigestView.of(
                Scenes.DRILL,
                List.of(held(1, "slow-1", Telling.Kind.OPENED, "[The Order] Shop is slow", "2026-11-22T22:14:03Z")),
                ReaderZone.UTC);

        Map<String, Object> data = Map.of("digest", view);
        golden("mail-digest-drill.txt", new Templates().render("mail/digest.txt", data));
        golden("mail-digest-drill.html", new Templates().render("mail/digest.html", data));
    }

    private static void golden(String name, String actual) {
        Golden.check(name, actual.getBytes(StandardCharsets.UTF_8));
    }

    private static HeldMessage held(long id, String incident, Telling.Kind kind, String subject, String at) {
        return new HeldMessage(id, "ada@example.org", incident, "opened", kind, subject, Instant.parse(at));
    }
}
