package org.theorder.lifeboat.notifier.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.notifier.Settings;

class StandingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:04:02Z");
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final RegionName NORTH = new RegionName("eu-north");
    private static final RegionName DR = new RegionName("dr");
    private static final URI DR_PAGE = URI.create("https://status-dr.the-order.org");

    private final Promotion first = Promotion.first(NORTH);
    private final Map<RegionName, Instant> heard = new HashMap<>(Map.of(DR, NOW.minusSeconds(20)));

    @Test
    void beforeAnyPromotionThePrimaryIsInChargeAndTheOtherStandsBy() {
        assertThat(ofNorth(first)).isInstanceOf(Standing.InCharge.class);

        Regions dr = new Regions(DR, NORTH, new TreeMap<>(Map.of(NORTH, URI.create("https://status.the-order.org"))));
        assertThat(Standing.of(first, dr, Map.of(NORTH, NOW), NOW, LONGEST, false))
                .isInstanceOf(Standing.Standby.class);
    }

    @Test
    void aPromotionOfTheOtherRegionSupersedesWhateverWasHeard() {
        Promotion promoted = new Promotion(2, DR, NOW, "fire");
        heard.clear();

        assertThat(ofNorth(promoted)).isEqualTo(new Standing.Superseded(promoted, DR_PAGE));
        assertThat(ofNorth(promoted).counts()).isFalse();
        assertThat(ofNorth(new Promotion(2, new RegionName("unheard-of"), NOW, "fire")))
                .isInstanceOfSatisfying(
                        Standing.Superseded.class,
                        other -> assertThat(other.page()).isNull());
    }

    @Test
    void whoIsCutOffFromTheOtherRegionDoesNotCallItselfThePresent() {
        heard.put(DR, NOW.minus(LONGEST).minusMillis(1));
        assertThat(ofNorth(first))
                .isEqualTo(
                        new Standing.Unconfirmed(first, DR, NOW.minus(LONGEST).minusMillis(1), DR_PAGE, false));

        heard.clear();
        assertThat(ofNorth(first).counts()).isFalse();
    }

    @Test
    void aPageThatIsToGoOnCountsWhileAnotherRegionIsSilentAndStillCallsItselfUnconfirmed() {
        Regions north = new Regions(NORTH, NORTH, new TreeMap<>(Map.of(DR, DR_PAGE)));

        Standing standing = Standing.of(first, north, Map.of(), NOW, LONGEST, true);

        assertThat(standing).isInstanceOf(Standing.Unconfirmed.class);
        assertThat(standing.counts()).isTrue();
        assertThat(Standing.of(new Promotion(2, DR, NOW, "fire"), north, Map.of(), NOW, LONGEST, true)
                        .counts())
                .as("once it knows")
                .isFalse();
    }

    @Test
    void whoWasPromotedNeedsNoWordOfARegionThatWasSilentThenButOfOneThatCameBack() {
        Promotion ours = new Promotion(3, NORTH, NOW.minus(Duration.ofHours(5)), "dr is lost");

        assertThat(ofNorth(ours, null)).isInstanceOf(Standing.InCharge.class);
        assertThat(ofNorth(ours, NOW.minus(Duration.ofHours(6)))).isInstanceOf(Standing.InCharge.class);
        assertThat(ofNorth(ours, NOW.minus(Duration.ofHours(1)))).isInstanceOf(Standing.Unconfirmed.class);
        assertThat(ofNorth(ours, NOW.minusSeconds(1))).isInstanceOf(Standing.InCharge.class);
    }

    @Test
    void twoRegionsThatClaimTheSameEpochComeToTheSameEnd() {
        Promotion one = new Promotion(2, NORTH, NOW, "dr does not answer");
        Promotion other = new Promotion(2, DR, NOW.plusSeconds(60), "eu-north does not answer");

        assertThat(List.of(one, other, first)).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(new Promotion(3, DR, NOW, "again")).isGreaterThan(one);
    }

    @Test
    void whatIsPublishedIsReadAsItWas() {
        EpochDocument document = new EpochDocument(new Promotion(2, DR, NOW, "fire <b>"), NORTH, NOW.plusSeconds(1));

        assertThat(EpochDocument.read(document.write())).isEqualTo(document);
        assertThat(EpochDocument.read(new EpochDocument(first, NORTH, NOW).write())
                        .greatest())
                .isEqualTo(first);
    }

    @Test
    void whatIsNoSuchDocumentIsRefused() {
        for (String wrong : List.of(
                "",
                "<html>",
                "{}",
                "[]",
                "{\"epoch\":2,\"region\":\"dr\",\"served_from\":\"dr\",\"generated_at\":\"2026-11-22T12:00:00Z\"}",
                "{\"epoch\":1,\"region\":\"<b>\",\"served_from\":\"dr\",\"generated_at\":\"2026-11-22T12:00:00Z\"}",
                "{\"epoch\":9223372036854775807,\"region\":\"dr\",\"promoted_at\":\"2026-11-22T12:00:00Z\",\"served_from\":\"dr\",\"generated_at\":\"2026-11-22T12:00:00Z\"}",
                "{\"epoch\":1,\"region\":\"dr\",\"served_from\":\"dr\",\"generated_at\":\"yesterday\"}")) {
            assertThatThrownBy(() -> EpochDocument.read(wrong.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .as(wrong)
                    .isInstanceOf(org.theorder.lifeboat.events.LifeboatException.class);
        }
    }

    @Test
    void everyMistakeInTheSettingsNamesItsKey() {
        refused("served-from", Map.of(), "EU North");
        refused("peers.eu-north", Map.of("peers.eu-north", "https://status.example.org"), "eu-north");
        refused("peers.dr", Map.of("peers.dr", "file:///srv/page"), "eu-north");
        refused("primary", Map.of("primary", "dr"), "eu-north");
        refused("doubt-after", Map.of("look-every", "2m"), "eu-north");

        Regions regions = regions(Map.of("peers.dr", "https://status-dr.example.org/", "primary", "dr"), "eu-north");
        assertThat(regions.peers()).containsEntry(DR, URI.create("https://status-dr.example.org"));
        assertThat(regions.primary()).isEqualTo(DR);
        assertThat(regions(Map.of(), "local")).isEqualTo(Regions.only(new RegionName("local")));
    }

    private Standing ofNorth(Promotion greatest) {
        Regions north = new Regions(NORTH, NORTH, new TreeMap<>(Map.of(DR, DR_PAGE)));
        return Standing.of(greatest, north, heard, NOW, LONGEST, false);
    }

    private Standing ofNorth(Promotion greatest, @Nullable Instant lastHeard) {
        heard.clear();
        if (lastHeard != null) {
            heard.put(DR, lastHeard);
        }
        return ofNorth(greatest);
    }

    private static void refused(String key, Map<String, String> settings, String servedFrom) {
        assertThatThrownBy(() -> regions(settings, servedFrom)).hasMessageContaining(key);
    }

    private static Regions regions(Map<String, String> settings, String servedFrom) {
        Map<String, String> properties = new HashMap<>();
        settings.forEach((key, value) -> properties.put("lifeboat.notifier.regions." + key, value));
        return Regions.of(Settings.of(RegionSettings.class, properties), servedFrom);
    }
}
