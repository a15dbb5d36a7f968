package org.theorder.lifeboat.notifier.subscriber;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.wording.ReaderZone;

class SealedSubscriberTest {
    private static final Wish WISH =
            new Wish(Address.parse("https://example.org/hook"), List.of("shop"), ZoneId.of("Europe/Stockholm"));

    @Test
    void whatIsReadIsWhatWasWritten() {
        byte[] secret = Token.randomBytes();
        Subscriber subscriber = new Subscriber(7, "7", WISH, secret, Instant.EPOCH, Instant.EPOCH, "410");

        SealedSubscriber read =
                SealedSubscriber.read(SealedSubscriber.of(subscriber).bytes());

        assertThat(read.wish(false)).isEqualTo(WISH);
        assertThat(read.secretBytes()).isEqualTo(secret);
        assertThat(read.disabled()).isEqualTo("410");
    }

    @Test
    void theLengthTellsNothingAboutTheAddress() {
        assertThat(told("a@example.org").bytes())
                .hasSameSizeAs(told("a-much-longer-address@example.org").bytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "a@example.org\r\nBcc: b@example.org",
                "a@exаmple.org",
                "ftp://example.org/",
                "http://127.0.0.1:8084/",
                "http://[::1]/",
                "http://169.254.169.254/latest/meta-data/",
                "http://10.0.0.1/hook",
                "http://localhost:8080/hook",
                "http://LOCALHOST./hook",
                "http://2130706433/"
            })
    void whatTheFormRefusesIsRefusedHereTooAndNotRepeated(String address) {
        assertThatThrownBy(() -> told(address).wish(false))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EVENT_INVALID))
                .message()
                .doesNotContain(address);
    }

    @Test
    void aWebhookInsideIsTakenWhereTheFormTakesIt() {
        assertThat(told("http://127.0.0.1:8084/").wish(true).address().text()).isEqualTo("http://127.0.0.1:8084/");
    }

    @Test
    void componentsThatAreNotDeclaredHereStayWhatTheyAreAndNeverBecomeAll() {
        assertThat(told("a@example.org", List.of("elsewhere\r\n"), "UTC")
                        .wish(false)
                        .components())
                .containsExactly("elsewhere");
    }

    @Test
    void moreComponentsThanAnyPageHasAreRefused() {
        assertThatThrownBy(() -> told("a@example.org", Collections.nCopies(1_001, "shop"), "UTC")
                        .wish(false))
                .hasMessageContaining("components");
        assertThatThrownBy(() ->
                        told("a@example.org", List.of("s".repeat(301)), "UTC").wish(false))
                .hasMessageContaining("components");
    }

    @Test
    void timesAreGivenInUtcWhereTheZoneIsNotKnown() {
        assertThat(told("a@example.org", List.of(), "Mars/Olympus").wish(false).timeZone())
                .isEqualTo(ReaderZone.UTC.zone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"address\": \"reader@example.org\"}", "{\"address\": 1}"})
    void whatIsNoSubscriberIsRefusedAndNotRepeated(String json) {
        assertThatThrownBy(() -> SealedSubscriber.read(json.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EVENT_INVALID))
                .message()
                .doesNotContain("reader@example.org");
    }

    @Test
    void aFieldOfANewerReleaseIsIgnored() {
        String json = "{\"address\": \"a@example.org\", \"components\": [], \"timeZone\": \"UTC\", \"new\": 1}";

        assertThat(SealedSubscriber.read(json.getBytes(UTF_8)).wish(false).components())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "AAAA"})
    void aSecretThatIsNoneIsRefused(String secret) {
        assertThatThrownBy(() ->
                        new SealedSubscriber("https://example.org/", List.of(), "UTC", secret, null).secretBytes())
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("secret");
    }

    @Test
    void nothingOfItGetsIntoALog() {
        byte[] secret = Token.randomBytes();
        String text = new SealedSubscriber(
                        "a@example.org", List.of(), "UTC", Base64.getEncoder().encodeToString(secret), null)
                .toString();

        assertThat(text).isEqualTo("SealedSubscriber");
    }

    private static SealedSubscriber told(String address) {
        return told(address, List.of(), "UTC");
    }

    private static SealedSubscriber told(String address, List<String> components, String zone) {
        return new SealedSubscriber(address, components, zone, null, null);
    }
}
