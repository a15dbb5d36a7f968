package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.next;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** The disk under the published copy is really full: a small tmpfs that the notifier alone sees, in a mount namespace. */
class FullDiskIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SMALL_DISK = "mount -t tmpfs -o size=8m none \"$0\"";
    private static final Pattern BUILT = Pattern.compile("data-built=\"([^\"]+)\"");
    private static final String TEAM = "infra-team@the-order.org";

    @TempDir
    Path disk;

    @Test
    void thePageGoesOnTheCopyStaysWholeAndTheLedgerSaysWhoWasTold() throws Exception {
        List<String> onASmallDisk =
                List.of("unshare", "-Urm", "sh", "-c", SMALL_DISK + " && exec \"$@\"", disk.toString());
        assumeThat(new ProcessBuilder("unshare", "-Urm", "sh", "-c", SMALL_DISK, disk.toString())
                        .start()
                        .waitFor())
                .as("unprivileged mount namespaces")
                .isZero();
        Map<String, String> settings = settings();
        Ledger ledger = new Ledger(settings);
        Incident incident = open("disk-" + UUID.randomUUID(), "Shop database does not answer");

        try (TestMailbox _ = new TestMailbox(Integer.parseInt(settings.get(NotifierServers.MAIL_PORT)));
                TestEvents events = new TestEvents(settings.get("kafka.bootstrap.servers"));
                NotifierProcess notifier = NotifierProcess.start("full-disk", FreePorts.next(), settings, onASmallDisk)
                        .awaitReady()
                        .awaitHearing(events)) {
            Path copy = notifier.inside(disk).resolve("index.html");
            eventually("written", () -> assertThat(copy).isRegularFile());
            Path filler = notifier.inside(disk).resolve("filler");
            // what was just being replaced leaves some room once more
            eventually("full", () -> {
                fill(filler);
                assertThat(built(Files.readString(copy)))
                        .isBefore(built(notifier.get("/")).minusSeconds(2));
            });

            events.opened(incident, "It does not answer.");

            eventually("the page goes on", () -> assertThat(notifier.get("/")).contains(incident.title()));
            eventually(
                    "the ledger says who was told",
                    () -> assertThat(ledger.count("incident like 'page-not-published-local-%' and kind = 'OPENED'"
                                    + " and recipient = '" + TEAM + "' and state = 'ACCEPTED'"))
                            .isEqualTo(1));
            eventually(
                    "the page says so",
                    () -> assertThat(notifier.get("/")).contains("The published copy of this page is out of date"));
            assertThat(Files.readString(copy))
                    .as("the copy is the old one, and whole")
                    .doesNotContain(incident.title())
                    .endsWith("</html>\n");

            Files.delete(filler);

            eventually("renewed", () -> assertThat(Files.readString(copy)).contains(incident.title()));
            eventually(
                    "the end is told",
                    () -> assertThat(ledger.count("incident like 'page-not-published-local-%' and kind = 'RESOLVED'"
                                    + " and recipient = '" + TEAM + "' and state = 'ACCEPTED'"))
                            .isEqualTo(1));
            events.resolved(next(incident, IncidentStatus.RESOLVED), "It answers again.");
        }
    }

    private Map<String, String> settings() {
        LifeboatServers servers = new LifeboatServers();
        servers.init(Map.of("schema", "notifier_disk"));
        Map<String, String> settings = new HashMap<>(NotifierProcess.settings(servers.start()));
        settings.put("lifeboat.notifier.publish.url", "file://" + disk);
        settings.put("lifeboat.notifier.page.rebuild-every", "1s");
        settings.put("lifeboat.notifier.page.stale-after", "4s");
        settings.put("lifeboat.notifier.publish.figures-every", "1s");
        return settings;
    }

    /** Takes all the room that is left. */
    private static void fill(Path filler) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static Instant built(String page) {
        Matcher built = BUILT.matcher(page);
        assertThat(built.find()).isTrue();
        return Instant.parse(built.group(1));
    }

    private static void eventually(String what, ThrowingRunnable condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(condition);
    }
}
